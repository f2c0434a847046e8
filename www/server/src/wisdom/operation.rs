//! The GraphQL operations that the stand-in knows. They have a file of their own because its endpoints, gates and counts
//! need them.

use serde::Deserialize;

/// One of the vendor's operations.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) enum Operation {
    ImpersonateUser,
    ExchangeAccessToken,
    ListUsers,
    CreateUsers,
    SetUserAttributes,
}

impl Operation {
    const ALL: [Self; 5] = [
        Self::ImpersonateUser,
        Self::ExchangeAccessToken,
        Self::ListUsers,
        Self::CreateUsers,
        Self::SetUserAttributes,
    ];

    /// The one that a query asks for. A query for several is not understood.
    pub(super) fn of(query: &str) -> Option<Self> {
        let mut named = Self::ALL.into_iter().filter(|operation| query.contains(operation.field()));
        named.next().filter(|_| named.next().is_none())
    }

    /// Its field in the schema.
    pub(super) fn field(self) -> &'static str {
        match self {
            Self::ImpersonateUser => "impersonateUser",
            Self::ExchangeAccessToken => "exchangeAccessToken",
            Self::ListUsers => "listUsers",
            Self::CreateUsers => "createUsers",
            Self::SetUserAttributes => "setUserAttributes",
        }
    }

    /// Whether it answers with a status, which a query must select like every field.
    pub(super) fn has_status(self) -> bool {
        matches!(self, Self::CreateUsers | Self::SetUserAttributes)
    }
}

#[cfg(test)]
mod tests {
    use super::Operation;

    #[test]
    fn a_query_is_for_one_operation() {
        for (query, operation) in [
            (
                "mutation CreateUsers($input: X!) { createUsers(input: $input) { status { code } } }",
                Some(Operation::CreateUsers),
            ),
            ("query { listUsers { id } }", Some(Operation::ListUsers)),
            ("query { currentUser { id } }", None),
            ("mutation { createUsers setUserAttributes }", None),
            ("", None),
        ] {
            assert_eq!(Operation::of(query), operation, "{query}");
        }
    }
}
