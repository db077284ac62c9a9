//! `object.name = value` and `del object.name`.

use super::Vm;
use crate::value::{R, Value};

impl Vm {
    /// `object.name = value`.
    pub(crate) fn set_attribute(&mut self, object: &Value, name: &str, value: Value) -> R<()> {
        let dict = match object {
            Value::Unknown(_) => return Ok(()),
            Value::Module(id) => self.heap.module(*id).dict,
            Value::Class(id) => {
                let data = self.heap.class_mut(*id);
                match (name, &value) {
                    ("__module__", Value::Str(text)) => data.module = text.clone(),
                    ("__name__", Value::Str(text)) => data.name = text.clone(),
                    ("__qualname__", Value::Str(text)) => data.qualname = text.clone(),
                    _ => {}
                }
                data.dict
            }
            Value::Function(id) => self.function_dict(*id),
            Value::Instance(id) => {
                let (class, dict) = (self.heap.instance(*id).class, self.heap.instance(*id).dict);
                if let Some(method) = self.special_method(object, "__setattr__")? {
                    return self
                        .call_positional(&method, vec![Value::str(name), value])
                        .map(|_| ());
                }
                match self.lookup(class, name) {
                    Some(Value::Property(property)) if !property.cached => {
                        if property.set.is_none() {
                            let class_name = self.heap.class(class).name.clone();
                            let message = if self.settings.version.minor >= 11 {
                                format!("property '{name}' of '{class_name}' object has no setter")
                            } else {
                                "can't set attribute".to_owned()
                            };
                            return Err(self.error("AttributeError", message));
                        }
                        return self
                            .call_positional(&property.set.clone(), vec![object.clone(), value])
                            .map(|_| ());
                    }
                    Some(descriptor @ Value::Instance(_)) => {
                        if let Some(set) = self.special_method(&descriptor, "__set__")? {
                            return self
                                .call_positional(&set, vec![object.clone(), value])
                                .map(|_| ());
                        }
                    }
                    _ => {}
                }
                if self.heap.instance(*id).exception.is_some() {
                    self.set_exception_attribute(*id, name, &value);
                }
                dict
            }
            _ => {
                let type_name = self.type_name(object);
                let message = format!("'{type_name}' object has no attribute '{name}'");
                return Err(self.error("AttributeError", message));
            }
        };
        self.heap.dict_mut(dict).set_name(name, value);
        Ok(())
    }

    pub(super) fn set_exception_attribute(
        &mut self,
        id: crate::heap::InstanceId,
        name: &str,
        value: &Value,
    ) {
        if let Some(data) = &mut self.heap.instance_mut(id).exception {
            match name {
                "__cause__" => {
                    data.cause = Some(value.clone());
                    data.suppress_context = true;
                }
                "__suppress_context__" => {
                    data.suppress_context = matches!(value, Value::Bool(true))
                }
                _ => {}
            }
        }
    }

    /// `del object.name`.
    pub(crate) fn delete_attribute(&mut self, object: &Value, name: &str) -> R<()> {
        let dict = match object {
            Value::Unknown(_) => return Ok(()),
            Value::Module(id) => self.heap.module(*id).dict,
            Value::Class(id) => self.heap.class(*id).dict,
            Value::Instance(id) => self.heap.instance(*id).dict,
            _ => return Err(self.no_attribute(object, name)),
        };
        match self.heap.dict_mut(dict).remove_name(name) {
            Some(_) => Ok(()),
            None => Err(self.no_attribute(object, name)),
        }
    }
}
