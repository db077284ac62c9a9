// The models by module name, included by `library.rs`.
models! {
    "_hurdles_io" => "_hurdles_io.py",
    "_hurdles_sys" => "_hurdles_sys.py",
    "os" => "os.py",
    "posixpath" => "posixpath.py",
    "time" => "time.py",
    "json" => "json.py",
    "importlib" => "importlib.py",
}
