//! Who can sign in to the demo, and who they are at WisdomAI.

use std::collections::BTreeMap;

use serde::Serialize;

use super::attributes::{Attribute, AttributeError, Attributes};
use super::roles::Role;

/// Somebody who can sign in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Person {
    /// A user of the demo.
    User(DemoUser),
    /// A member of the support staff.
    Support,
}

impl Person {
    /// The one who signs in with this name.
    pub fn named(name: &str) -> Option<Self> {
        if name == "support" { Some(Self::Support) } else { DemoUser::named(name).map(Self::User) }
    }
}

/// A user who can sign in to the demo.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum DemoUser {
    /// Sells in Europe.
    Alice,
    /// Sells in America.
    Bob,
}

impl DemoUser {
    /// Both of them.
    pub const ALL: [Self; 2] = [Self::Alice, Self::Bob];

    /// The one who signs in with this name.
    pub fn named(name: &str) -> Option<Self> {
        match name {
            "alice" => Some(Self::Alice),
            "bob" => Some(Self::Bob),
            _ => None,
        }
    }

    fn demo_email(self) -> &'static str {
        match self {
            Self::Alice => "alice@example.com",
            Self::Bob => "bob@example.com",
        }
    }

    fn demo_account(self) -> Result<Account, AttributeError> {
        let (region, period) = match self {
            Self::Alice => ("Europe", "today"),
            Self::Bob => ("America", "this week"),
        };
        Ok(Account {
            email: self.demo_email().to_owned(),
            session: Attributes::new(vec![Attribute::new("period", period)])?,
            profile: Some(Profile {
                roles: Role::DEFAULT.into(),
                scopes: Vec::new(),
                attributes: Attributes::new(vec![Attribute::new("region", region)])?,
            }),
        })
    }
}

/// A user's account at WisdomAI.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Account {
    /// The e-mail address of the account, by which WisdomAI knows the user.
    pub email: String,
    /// What is true in this session. WisdomAI applies it to one token only, so it is sent with each mint.
    pub session: Attributes,
    /// How to create the user. Without it, they are created elsewhere.
    pub profile: Option<Profile>,
}

/// What WisdomAI stores of a user.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Profile {
    /// What they may do.
    pub roles: Vec<Role>,
    /// The ids of the domains in which the roles apply; none for all.
    pub scopes: Vec<String>,
    /// What is always true of them, and limits what they may see.
    pub attributes: Attributes,
}

/// The accounts of the demo's users.
#[derive(Clone, Debug)]
pub struct Accounts {
    alice: Account,
    bob: Account,
}

impl Accounts {
    /// The accounts at the stand-in.
    ///
    /// # Errors
    ///
    /// When an attribute of theirs cannot be one.
    pub fn demo() -> Result<Self, AttributeError> {
        Ok(Self { alice: DemoUser::Alice.demo_account()?, bob: DemoUser::Bob.demo_account()? })
    }

    /// Accounts at a real tenant. A user who is not among these has the demo's address and nothing else, and is not
    /// created.
    pub fn tenant(accounts: &BTreeMap<DemoUser, Account>) -> Self {
        let account = |user: DemoUser| {
            let named = accounts.get(&user).cloned();
            named.unwrap_or_else(|| Account {
                email: user.demo_email().to_owned(),
                session: Attributes::default(),
                profile: None,
            })
        };
        Self { alice: account(DemoUser::Alice), bob: account(DemoUser::Bob) }
    }

    /// The account of a user.
    pub fn get(&self, user: DemoUser) -> &Account {
        match user {
            DemoUser::Alice => &self.alice,
            DemoUser::Bob => &self.bob,
        }
    }
}
