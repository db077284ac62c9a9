//! Errors of the operating system as exceptions.

use std::rc::Rc;

use super::Vm;
use crate::heap::Fact;
use crate::value::{Stop, Value};

impl Vm {
    /// An `OSError` of the right class for an error number.
    pub(crate) fn os_error(
        &mut self,
        errno: hurdles_machine::Errno,
        path: &str,
        walk: Option<hurdles_machine::Walk>,
    ) -> Stop {
        use hurdles_machine::Errno;
        let class = match errno {
            Errno::NotFound => "FileNotFoundError",
            Errno::AccessDenied | Errno::NotPermitted => "PermissionError",
            Errno::IsADirectory => "IsADirectoryError",
            Errno::NotADirectory => "NotADirectoryError",
            Errno::Exists => "FileExistsError",
            Errno::ConnectionRefused => "ConnectionRefusedError",
            _ => "OSError",
        };
        let class = self.class(class);
        let args = vec![
            Value::Int(i64::from(errno.number())),
            Value::str(errno.text()),
        ];
        let id = self.exception(class, args);
        let dict = self.heap.instance(id).dict;
        let values = [
            ("errno", Value::Int(i64::from(errno.number()))),
            ("strerror", Value::str(errno.text())),
            ("filename", Value::str(path)),
        ];
        for (name, value) in values {
            self.heap.dict_mut(dict).set_name(name, value);
        }
        if let (Some(walk), Some(data)) = (walk, &mut self.heap.instance_mut(id).exception) {
            data.fact = Some(Rc::new(Fact::Path(path.to_owned(), errno, walk)));
        }
        Stop::Raise(id)
    }
}
