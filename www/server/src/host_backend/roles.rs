//! The roles that WisdomAI gives to users. They decide what an embed can do: there are no permissions for embeds alone.

use serde::{Serialize, Serializer};

/// One of the vendor's roles; there are no others.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Role {
    /// Everything, including the management of users. For nobody who only looks at an embed.
    Admin,
    /// All data and dashboards.
    DataAdmin,
    /// May ask, and sees no dashboard that was not shared with them.
    Explorer,
    /// Like [`Role::Explorer`], without workstreams.
    BasicExplorer,
    /// Sees dashboards, and may not ask.
    Viewer,
    /// Neither asks nor sees dashboards.
    Observer,
}

impl Role {
    const ALL: [Self; 6] =
        [Self::Admin, Self::DataAdmin, Self::Explorer, Self::BasicExplorer, Self::Viewer, Self::Observer];

    /// The roles of somebody who may ask and sees all dashboards, and may manage nothing. No single role has both rights
    /// and no more.
    pub const DEFAULT: [Self; 2] = [Self::Explorer, Self::Viewer];

    /// The one that the vendor calls so.
    pub fn named(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|role| role.name() == name)
    }

    /// What the vendor calls it.
    pub fn name(self) -> &'static str {
        match self {
            Self::Admin => "ADMIN",
            Self::DataAdmin => "DATA_ADMIN",
            Self::Explorer => "EXPLORER",
            Self::BasicExplorer => "BASIC_EXPLORER",
            Self::Viewer => "VIEWER",
            Self::Observer => "OBSERVER",
        }
    }

    /// Its id, which the vendor fixed.
    pub fn id(self) -> &'static str {
        match self {
            Self::Admin => "00000000-0000-0000-0000-000000000001",
            Self::Explorer => "00000000-0000-0000-0000-000000000002",
            Self::Viewer => "00000000-0000-0000-0000-000000000003",
            Self::DataAdmin => "00000000-0000-0000-0000-000000000004",
            Self::Observer => "00000000-0000-0000-0000-000000000007",
            Self::BasicExplorer => "00000000-0000-0000-0000-000000000015",
        }
    }
}

impl Serialize for Role {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.name())
    }
}

#[cfg(test)]
mod tests {
    use super::Role;

    #[test]
    fn a_role_is_found_by_its_name_and_no_other() {
        for role in Role::ALL {
            assert_eq!(Role::named(role.name()), Some(role));
        }
        for name in ["", "viewer", "EMBED", "02"] {
            assert_eq!(Role::named(name), None, "{name}");
        }
    }
}
