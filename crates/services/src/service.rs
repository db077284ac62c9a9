//! What a unit's sections ask for (systemd.service(5), systemd.exec(5), systemd.kill(5), systemd.socket(5)).

use hurdles_machine::shell::Word;

use crate::exec_line::ExecLine;

/// When systemd takes a service for started.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Kind {
    /// At once.
    #[default]
    Simple,
    /// When the program could be executed.
    Exec,
    /// When the first process has ended and left a daemon behind.
    Forking,
    /// When the command has ended.
    Oneshot,
    /// When the program says that it is ready.
    Notify,
    /// When it has a name on the bus, which is not simulated.
    Dbus,
    /// As simple, after other jobs.
    Idle,
}

/// After which ends systemd starts a service again.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Restart {
    /// After none.
    #[default]
    No,
    /// After all but those asked for.
    Always,
    /// After a clean end.
    OnSuccess,
    /// After an unclean end.
    OnFailure,
    /// After a signal or a timeout.
    OnAbnormal,
    /// After an unclean signal.
    OnAbort,
    /// After the watchdog.
    OnWatchdog,
}

/// A directory that systemd makes: `RuntimeDirectory=` and its kin.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Directories {
    /// Their names below the root of their kind.
    pub names: Vec<Word>,
    /// Their mode, 0755 unless set.
    pub mode: Option<u16>,
}

/// How long `/run` directories live.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Preserve {
    /// Until the service stops.
    #[default]
    No,
    /// For ever.
    Yes,
    /// Over a restart.
    Restart,
}

/// `ProtectHome=`.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum ProtectHome {
    /// Homes are as they are.
    #[default]
    No,
    /// They are empty and shut.
    Yes,
    /// They may be read.
    ReadOnly,
    /// They are empty.
    Tmpfs,
}

/// `ProtectSystem=`.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum ProtectSystem {
    /// All is as it is.
    #[default]
    No,
    /// `/usr` and `/boot` may be read.
    Yes,
    /// `/etc` too.
    Full,
    /// Everything.
    Strict,
}

/// Where a stream goes.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum Output {
    /// Into the journal.
    #[default]
    Journal,
    /// Nowhere.
    Null,
    /// As the other stream.
    Inherit,
    /// Into a file.
    File(Word),
}

/// What of a service gets signals when it stops.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum KillMode {
    /// All its processes.
    #[default]
    ControlGroup,
    /// The main process the first signal, all the last.
    Mixed,
    /// The main process alone.
    Process,
    /// None.
    None,
}

/// A setting that does what its words say, and is not simulated where it would show.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Asked {
    /// The key.
    pub key: String,
    /// Its value.
    pub value: Word,
}

/// The settings of a unit that are simulated.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Service {
    /// `Type=`; none where the unit does not say.
    pub kind: Option<Kind>,
    /// `ExecStart=`.
    pub start: Vec<ExecLine>,
    /// `ExecStartPre=`.
    pub start_pre: Vec<ExecLine>,
    /// `ExecStartPost=`.
    pub start_post: Vec<ExecLine>,
    /// `ExecCondition=`.
    pub condition: Vec<ExecLine>,
    /// `ExecReload=`.
    pub reload: Vec<ExecLine>,
    /// `ExecStop=`.
    pub stop: Vec<ExecLine>,
    /// `ExecStopPost=`.
    pub stop_post: Vec<ExecLine>,
    /// `User=`.
    pub user: Option<Word>,
    /// `Group=`.
    pub group: Option<Word>,
    /// `SupplementaryGroups=`.
    pub supplementary: Vec<Word>,
    /// `DynamicUser=`.
    pub dynamic_user: bool,
    /// `WorkingDirectory=`, and whether it may be missing.
    pub directory: Option<(Word, bool)>,
    /// `Environment=`.
    pub environment: Vec<(String, Word)>,
    /// `EnvironmentFile=`, and whether it may be missing.
    pub environment_files: Vec<(Word, bool)>,
    /// `RuntimeDirectory=`.
    pub runtime: Directories,
    /// `RuntimeDirectoryPreserve=`.
    pub preserve: Preserve,
    /// `StateDirectory=`.
    pub state: Directories,
    /// `CacheDirectory=`.
    pub cache: Directories,
    /// `LogsDirectory=`.
    pub logs: Directories,
    /// `ConfigurationDirectory=`.
    pub configuration: Directories,
    /// `UMask=`.
    pub umask: Option<u16>,
    /// `PrivateTmp=`.
    pub private_tmp: Option<Word>,
    /// `ProtectHome=`.
    pub protect_home: Option<(ProtectHome, Word)>,
    /// `ProtectSystem=`.
    pub protect_system: Option<(ProtectSystem, Word)>,
    /// `ReadWritePaths=`.
    pub read_write: Vec<Word>,
    /// `ReadOnlyPaths=`.
    pub read_only: Vec<Word>,
    /// `InaccessiblePaths=`.
    pub inaccessible: Vec<Word>,
    /// `StandardOutput=`.
    pub stdout: Output,
    /// `StandardError=`.
    pub stderr: Option<Output>,
    /// `Restart=`.
    pub restart: Restart,
    /// `RestartSec=`, in seconds.
    pub restart_seconds: Option<f64>,
    /// `StartLimitBurst=`.
    pub limit_burst: Option<u32>,
    /// `StartLimitIntervalSec=`, in seconds.
    pub limit_seconds: Option<f64>,
    /// `TimeoutStartSec=`, in seconds; infinite where it is 0.
    pub timeout_start: Option<f64>,
    /// `TimeoutStopSec=`, in seconds.
    pub timeout_stop: Option<f64>,
    /// `KillSignal=`.
    pub kill_signal: Option<i32>,
    /// `KillMode=`.
    pub kill_mode: KillMode,
    /// `PIDFile=`.
    pub pid_file: Option<Word>,
    /// `RemainAfterExit=`.
    pub remains: bool,
    /// `NotifyAccess=`.
    pub notify_access: Option<Word>,
    /// `SuccessExitStatus=`.
    pub success: Vec<i32>,
    /// Settings that are known to systemd and not simulated here.
    pub asked: Vec<Asked>,
}

impl Service {
    /// When it counts as started: `Type=`, or by what else the unit says.
    #[must_use]
    pub fn kind(&self) -> Kind {
        match self.kind {
            Some(kind) => kind,
            None if self.start.is_empty() => Kind::Oneshot,
            None => Kind::Simple,
        }
    }

    /// Whether it has mounts of its own.
    #[must_use]
    pub fn has_namespace(&self) -> bool {
        self.private_tmp.is_some()
            || self.protect_home.is_some()
            || self.protect_system.is_some()
            || self.dynamic_user
            || !self.read_write.is_empty()
            || !self.read_only.is_empty()
            || !self.inaccessible.is_empty()
    }

    /// Whether an exit status is a clean end.
    #[must_use]
    pub fn is_clean(&self, status: i32) -> bool {
        status == 0 || self.success.contains(&status)
    }
}

/// `[Install]`.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Install {
    /// `WantedBy=`, `RequiredBy=`: the unit and the folder's ending.
    pub wanted_by: Vec<(String, &'static str)>,
    /// `Alias=`.
    pub alias: Vec<String>,
    /// `Also=`.
    pub also: Vec<String>,
    /// `DefaultInstance=`.
    pub default_instance: Option<String>,
}

/// `[Socket]`.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Socket {
    /// `ListenStream=`.
    pub streams: Vec<Word>,
    /// `SocketMode=`, 0666 unless set.
    pub mode: Option<u16>,
    /// `SocketUser=`.
    pub user: Option<Word>,
    /// `SocketGroup=`.
    pub group: Option<Word>,
    /// `Service=`.
    pub service: Option<String>,
    /// `RemoveOnStop=`.
    pub remove_on_stop: bool,
}
