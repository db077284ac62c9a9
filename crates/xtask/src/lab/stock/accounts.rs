//! The names behind the numbers of owners and groups.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use crate::program::Trouble;

/// Names by number, of users and of groups.
pub(crate) struct Names {
    users: BTreeMap<u32, String>,
    groups: BTreeMap<u32, String>,
}

impl Names {
    pub(crate) fn read(root: &Path) -> Result<Self, Trouble> {
        let by_number = |file: &str| -> Result<BTreeMap<u32, String>, Trouble> {
            let text = fs::read_to_string(root.join("etc").join(file))?;
            let pair = |line: &str| {
                let fields: Vec<&str> = line.split(':').collect();
                Some((fields.get(2)?.parse().ok()?, (*fields.first()?).to_owned()))
            };
            Ok(text.lines().filter_map(pair).collect())
        };
        Ok(Self {
            users: by_number("passwd")?,
            groups: by_number("group")?,
        })
    }

    /// `owner:group` by name; a number that has no name stays a number.
    pub(crate) fn owner(&self, uid: u32, gid: u32) -> String {
        let name = |names: &BTreeMap<u32, String>, number| {
            names
                .get(&number)
                .cloned()
                .unwrap_or_else(|| number.to_string())
        };
        format!("{}:{}", name(&self.users, uid), name(&self.groups, gid))
    }
}
