//! Who can sign in to the demo, and who they are at WisdomAI.

use std::collections::BTreeMap;

use serde::Serialize;

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
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum DemoUser {
    /// Sells in Europe.
    Alice,
    /// Sells in America.
    Bob,
}

impl DemoUser {
    /// The one who signs in with this name.
    pub fn named(name: &str) -> Option<Self> {
        match name {
            "alice" => Some(Self::Alice),
            "bob" => Some(Self::Bob),
            _ => None,
        }
    }

    fn demo_account(self) -> Account {
        let (email, region) = match self {
            Self::Alice => ("alice@example.com", "Europe"),
            Self::Bob => ("bob@example.com", "America"),
        };
        let region = Attribute { key: "region".into(), value: region.into() };
        Account { email: email.into(), attributes: vec![region] }
    }
}

/// A user's account at WisdomAI, and what their sessions are limited to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Account {
    /// The e-mail address of the account.
    pub email: String,
    /// What the session may see. WisdomAI applies it to one token only, so it is sent with each mint.
    pub attributes: Vec<Attribute>,
}

/// One of a session's attributes, as the GraphQL mutation takes it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Attribute {
    /// The attribute's name, as the tenant defines it.
    pub key: String,
    /// Its value for this session.
    pub value: String,
}

/// The accounts of the demo's users.
#[derive(Clone, Debug)]
pub struct Accounts {
    alice: Account,
    bob: Account,
}

impl Accounts {
    /// The accounts at the stand-in.
    pub fn demo() -> Self {
        Self { alice: DemoUser::Alice.demo_account(), bob: DemoUser::Bob.demo_account() }
    }

    /// Accounts at a real tenant. They get no attributes, because the names of a tenant's attributes are its own.
    pub fn tenant(emails: &BTreeMap<DemoUser, String>) -> Self {
        let account = |user: DemoUser| {
            let email = emails.get(&user).cloned().unwrap_or(user.demo_account().email);
            Account { email, attributes: Vec::new() }
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

    /// The e-mail addresses of all.
    pub fn emails(&self) -> Vec<String> {
        [&self.alice, &self.bob].map(|account| account.email.clone()).into()
    }
}
