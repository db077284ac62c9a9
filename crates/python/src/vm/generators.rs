//! Generators and coroutines.

use super::Vm;
use super::unwind::Sent;
use crate::frame::Ended;
use crate::heap::GeneratorId;
use crate::value::{R, Stop, Value};

impl Vm {
    /// Goes on with a generator; none when it ends.
    pub(crate) fn next_of_generator(&mut self, id: GeneratorId, sent: Sent) -> R<Option<Value>> {
        let Some(mut execution) = self.heap.generator_mut(id).state.take() else {
            return match sent {
                Sent::Throw(raised) => Err(Stop::Raise(raised)),
                Sent::Value(_) => Ok(None),
            };
        };
        self.heap.generator_mut(id).started = true;
        match self.resume(&mut execution, sent)? {
            Ended::Yielded(value) => {
                self.heap.generator_mut(id).state = Some(execution);
                Ok(Some(value))
            }
            Ended::Returned(value) => {
                self.heap.generator_mut(id).result = value;
                Ok(None)
            }
        }
    }

    /// Runs a coroutine to its end, as `await` in an event loop of its own does.
    pub(crate) fn run_awaitable(&mut self, value: &Value) -> R {
        match value {
            Value::Generator(id) => {
                let Some(mut execution) = self.heap.generator_mut(*id).state.take() else {
                    return Err(
                        self.error("RuntimeError", "cannot reuse already awaited coroutine")
                    );
                };
                self.heap.generator_mut(*id).started = true;
                match self.resume(&mut execution, Sent::Value(Value::None))? {
                    Ended::Returned(value) | Ended::Yielded(value) => Ok(value),
                }
            }
            Value::Unknown(_) => Ok(value.clone()),
            other => {
                let type_name = self.type_name(other);
                Err(self.error(
                    "TypeError",
                    format!("object {type_name} can't be used in 'await' expression"),
                ))
            }
        }
    }

    /// Methods of generators and coroutines.
    pub(crate) fn generator_method(
        &mut self,
        id: GeneratorId,
        name: &str,
        argument: Option<Value>,
    ) -> R {
        let ended = |vm: &mut Self, item: Option<Value>| match item {
            Some(item) => Ok(item),
            None => Err(vm.raise("StopIteration", Vec::new())),
        };
        match name {
            "__next__" => {
                let item = self.next_of_generator(id, Sent::Value(Value::None))?;
                ended(self, item)
            }
            "send" => {
                let value = argument.unwrap_or(Value::None);
                if self.heap.generator(id).is_coroutine {
                    let value = self.run_awaitable(&Value::Generator(id))?;
                    return Err(self.raise("StopIteration", vec![value]));
                }
                let item = self.next_of_generator(id, Sent::Value(value))?;
                ended(self, item)
            }
            "throw" => {
                let value = argument.unwrap_or(Value::None);
                let Some(raised) = self.as_exception(&value)? else {
                    return Err(self.error(
                        "TypeError",
                        "exceptions must be classes or instances deriving from BaseException",
                    ));
                };
                let item = self.next_of_generator(id, Sent::Throw(raised))?;
                ended(self, item)
            }
            _ => {
                // close(): what the generator does about GeneratorExit matters only where it had started.
                let running =
                    self.heap.generator(id).started && self.heap.generator(id).state.is_some();
                if running {
                    let class = self.class("GeneratorExit");
                    let exit = self.exception(class, Vec::new());
                    match self.next_of_generator(id, Sent::Throw(exit)) {
                        Err(Stop::Raise(raised) | Stop::Again(raised))
                            if self.is_class_named(raised, "GeneratorExit")
                                || self.is_class_named(raised, "StopIteration") => {}
                        Err(stop) => return Err(stop),
                        Ok(_) => {}
                    }
                }
                self.heap.generator_mut(id).state = None;
                Ok(Value::None)
            }
        }
    }
}
