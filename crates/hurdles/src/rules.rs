//! All rules, one line each. A rule looks at what happened and says what of it is a fault; its file opens with its page.
//! More than 400 lines, since each rule has one as a module and one in the list.

mod abstract_socket;
mod account_unknown;
mod acl_mask_cuts_entry;
mod acl_on_other_directory;
mod alias_slash;
mod app_answers_error;
mod app_file_not_found;
mod app_not_loaded;
mod app_not_named;
mod app_not_readable;
mod app_raises;
mod app_returns_wrong_type;
mod apps_enabled_file_ignored;
mod asgi_app;
mod bind_failed;
mod bind_refused;
mod body_too_large;
mod browser_meets_socket;
mod buffer_size_exceeded;
mod callable_missing;
mod chdir_refused;
mod chown_needs_root;
mod chown_socket_unknown_user;
mod config_file_not_found;
mod config_format_unknown;
mod config_not_parsed;
mod config_not_reloaded;
mod conflicting_server_name;
mod connect_fails;
mod container_not_played;
mod dangling_site_link;
mod data_file_not_found;
mod data_file_refused;
mod default_site_answers;
mod directive_not_allowed_here;
mod directory_without_index;
mod duplicate_listen_options;
mod emperor_finds_no_vassal;
mod factory_not_called;
mod group_names_need_root;
mod group_not_refreshed;
mod harakiri_kills_request;
mod host_header_refused;
mod import_never_ends;
mod import_raises;
mod include_not_found;
mod ini_percent_sequence;
mod ini_section_missing;
mod inline_comment_in_ini;
mod invalid_option_value;
mod ipv6_refused_first;
mod listen_above_somaxconn;
mod listen_expects_other_protocol;
mod listens_on_ipv6_only;
mod location_not_reached;
mod location_without_slash;
pub(crate) mod log_line;
mod missing_semicolon;
mod module_exits;
mod module_not_found;
mod module_not_readable;
mod module_shadowed;
mod module_written_as_path;
mod name_not_importable;
mod nginx_answers_itself;
mod nginx_does_not_start;
mod nginx_log_directory_missing;
mod nginx_port_in_use;
mod nginx_syntax;
mod nginx_user_unknown;
mod no_socket;
mod nobody_listens;
mod not_a_wsgi_callable;
mod nothing_listens_for_browser;
mod number_expected;
mod option_value_missing;
mod option_without_dashes;
mod other_server_answers;
mod owner_bits_shut_owner_out;
mod package_missing;
mod package_not_on_search_path;
mod parent_not_searchable;
mod path_prefix_not_stripped;
mod plugin_missing;
mod plugin_not_found;
mod port_differs;
mod port_in_use;
mod port_not_listened;
mod port_privileged;
mod port_without_colon;
mod private_tmp;
mod protocol_mismatch;
mod queue_full;
mod quote_not_closed;
mod quoted_ini_value;
mod regex_brace_unquoted;
mod relative_import_without_package;
mod relative_socket_path;
mod reload_refused;
mod request_fails;
mod request_line_too_long;
mod request_not_answered;
mod router_timeout;
mod run_directory_vanishes_at_reboot;
mod selinux_denies;
mod server_names_hash_too_small;
mod service_does_not_start;
mod settings_module_wrong;
mod setup_line_fails;
mod site_file_not_included;
mod socket_directory_missing;
mod socket_directory_not_searchable;
mod socket_file_removed;
mod socket_in_tmp;
mod socket_not_writable;
mod socket_path_differs;
mod socket_with_prefix;
mod start_response_not_called;
mod started_inside_package;
mod static_file_not_found;
mod static_not_readable;
mod stray_word;
mod supervisor_command_not_executable;
mod supervisor_command_not_found;
mod supervisor_configuration_refused;
mod supervisor_directory_missing;
mod supervisor_log_directory_missing;
mod supervisor_not_running;
mod supervisor_percent_sign;
mod supervisor_program_daemonizes;
mod supervisor_program_not_started;
mod supervisor_user_unknown;
mod supervisor_without_directory;
mod syntax_error;
mod text_not_understood;
mod tilde_not_expanded;
mod try_files_answers;
mod uid_needs_root;
mod uid_without_gid;
mod unclosed_block;
mod unexpected_brace;
mod unknown_directive;
mod unknown_ini_key;
mod unknown_option;
mod upstream_servers_down;
mod upstream_timeout;
mod upstream_undefined;
mod user_site_not_used;
mod uwsgi_exits;
mod uwsgi_log_not_writable;
mod uwsgi_not_started;
mod uwsgi_param_is_no_header;
mod uwsgi_params_missing;
mod uwsgi_stopped;
mod value_after_space;
mod vassal_cannot_switch;
mod vassal_file_ignored;
mod vassal_lacks_groups;
mod vassal_owned_by_root;
mod virtualenv_broken;
mod virtualenv_hides_package;
mod virtualenv_not_used;
mod virtualenv_of_another_python;
mod worker_runs_as_root;
mod world_writable_socket;

pub(crate) use crate::rule::{Kind, Rule};
use crate::rule::{last_resort, sure, suspicion};

/// The rules; among those of one stage the more telling ones stand first.
pub(crate) const RULES: &[Rule] = &[
    sure("service-does-not-start", service_does_not_start::check),
    sure("container-not-played", container_not_played::check),
    sure(
        "apps-enabled-file-ignored",
        apps_enabled_file_ignored::check,
    ),
    sure("vassal-file-ignored", vassal_file_ignored::check),
    sure("supervisor-percent-sign", supervisor_percent_sign::check),
    sure("supervisor-user-unknown", supervisor_user_unknown::check),
    sure(
        "supervisor-log-directory-missing",
        supervisor_log_directory_missing::check,
    ),
    sure(
        "supervisor-configuration-refused",
        supervisor_configuration_refused::check,
    ),
    sure(
        "supervisor-command-not-found",
        supervisor_command_not_found::check,
    ),
    sure(
        "supervisor-command-not-executable",
        supervisor_command_not_executable::check,
    ),
    sure(
        "supervisor-directory-missing",
        supervisor_directory_missing::check,
    ),
    sure(
        "supervisor-without-directory",
        supervisor_without_directory::check,
    ),
    sure("supervisor-not-running", supervisor_not_running::check),
    sure(
        "supervisor-program-not-started",
        supervisor_program_not_started::check,
    ),
    sure(
        "supervisor-program-daemonizes",
        supervisor_program_daemonizes::check,
    ),
    sure("unknown-option", unknown_option::check),
    sure("option-value-missing", option_value_missing::check),
    sure("value-after-space", value_after_space::check),
    sure("config-format-unknown", config_format_unknown::check),
    sure("option-without-dashes", option_without_dashes::check),
    sure("stray-word", stray_word::check),
    sure("config-file-not-found", config_file_not_found::check),
    sure("config-not-parsed", config_not_parsed::check),
    suspicion("ini-section-missing", ini_section_missing::check),
    suspicion("inline-comment-in-ini", inline_comment_in_ini::check),
    sure("invalid-option-value", invalid_option_value::check),
    sure("uwsgi-log-not-writable", uwsgi_log_not_writable::check),
    suspicion("plugin-not-found", plugin_not_found::check),
    sure("plugin-missing", plugin_missing::check),
    sure("no-socket", no_socket::check),
    suspicion("emperor-finds-no-vassal", emperor_finds_no_vassal::check),
    sure("account-unknown", account_unknown::check),
    sure("uid-needs-root", uid_needs_root::check),
    sure("vassal-cannot-switch", vassal_cannot_switch::check),
    sure("chdir-refused", chdir_refused::check),
    sure("vassal-owned-by-root", vassal_owned_by_root::check),
    sure(
        "chown-socket-unknown-user",
        chown_socket_unknown_user::check,
    ),
    sure("chown-needs-root", chown_needs_root::check),
    sure("listen-above-somaxconn", listen_above_somaxconn::check),
    sure("tilde-not-expanded", tilde_not_expanded::check),
    suspicion("port-without-colon", port_without_colon::check),
    sure("socket-directory-missing", socket_directory_missing::check),
    sure("port-privileged", port_privileged::check),
    sure("port-in-use", port_in_use::check),
    sure("bind-refused", bind_refused::check),
    sure("bind-failed", bind_failed::check),
    sure("module-written-as-path", module_written_as_path::check),
    sure("parent-not-searchable", parent_not_searchable::check),
    sure("app-not-readable", app_not_readable::check),
    sure("started-inside-package", started_inside_package::check),
    sure("app-file-not-found", app_file_not_found::check),
    sure("module-not-found", module_not_found::check),
    sure("app-not-named", app_not_named::check),
    sure("virtualenv-broken", virtualenv_broken::check),
    sure("import-never-ends", import_never_ends::check),
    sure("module-exits", module_exits::check),
    sure("settings-module-wrong", settings_module_wrong::check),
    sure("module-shadowed", module_shadowed::check),
    sure(
        "relative-import-without-package",
        relative_import_without_package::check,
    ),
    sure("module-not-readable", module_not_readable::check),
    sure("user-site-not-used", user_site_not_used::check),
    sure(
        "virtualenv-of-another-python",
        virtualenv_of_another_python::check,
    ),
    sure("virtualenv-not-used", virtualenv_not_used::check),
    sure("virtualenv-hides-package", virtualenv_hides_package::check),
    sure(
        "package-not-on-search-path",
        package_not_on_search_path::check,
    ),
    sure("package-missing", package_missing::check),
    sure("name-not-importable", name_not_importable::check),
    sure("syntax-error", syntax_error::check),
    sure("vassal-lacks-groups", vassal_lacks_groups::check),
    sure("data-file-refused", data_file_refused::check),
    sure("data-file-not-found", data_file_not_found::check),
    sure("import-raises", import_raises::check),
    sure("callable-missing", callable_missing::check),
    sure("asgi-app", asgi_app::check),
    suspicion("factory-not-called", factory_not_called::check),
    sure("not-a-wsgi-callable", not_a_wsgi_callable::check),
    sure("app-not-loaded", app_not_loaded::check),
    suspicion("number-expected", number_expected::check),
    suspicion("quoted-ini-value", quoted_ini_value::check),
    suspicion("ini-percent-sequence", ini_percent_sequence::check),
    suspicion("unknown-ini-key", unknown_ini_key::check),
    last_resort("uwsgi-exits", uwsgi_exits::check),
    sure("missing-semicolon", missing_semicolon::check),
    sure("regex-brace-unquoted", regex_brace_unquoted::check),
    suspicion("quote-not-closed", quote_not_closed::check),
    sure("unclosed-block", unclosed_block::check),
    sure("unexpected-brace", unexpected_brace::check),
    sure("unknown-directive", unknown_directive::check),
    sure(
        "directive-not-allowed-here",
        directive_not_allowed_here::check,
    ),
    sure("nginx-user-unknown", nginx_user_unknown::check),
    sure("upstream-undefined", upstream_undefined::check),
    sure("duplicate-listen-options", duplicate_listen_options::check),
    sure("dangling-site-link", dangling_site_link::check),
    sure(
        "nginx-log-directory-missing",
        nginx_log_directory_missing::check,
    ),
    sure(
        "server-names-hash-too-small",
        server_names_hash_too_small::check,
    ),
    sure("nginx-port-in-use", nginx_port_in_use::check),
    sure("include-not-found", include_not_found::check),
    sure("nginx-syntax", nginx_syntax::check),
    suspicion("reload-refused", reload_refused::check),
    suspicion("config-not-reloaded", config_not_reloaded::check),
    sure("listens-on-ipv6-only", listens_on_ipv6_only::check),
    sure(
        "listen-expects-other-protocol",
        listen_expects_other_protocol::check,
    ),
    sure("nginx-does-not-start", nginx_does_not_start::check),
    suspicion("site-file-not-included", site_file_not_included::check),
    suspicion("port-not-listened", port_not_listened::check),
    suspicion("default-site-answers", default_site_answers::check),
    sure("location-without-slash", location_without_slash::check),
    sure("try-files-answers", try_files_answers::check),
    sure("alias-slash", alias_slash::check),
    sure("directory-without-index", directory_without_index::check),
    suspicion("location-not-reached", location_not_reached::check),
    sure("nginx-answers-itself", nginx_answers_itself::check),
    sure("other-server-answers", other_server_answers::check),
    sure(
        "nothing-listens-for-browser",
        nothing_listens_for_browser::check,
    ),
    sure("acl-mask-cuts-entry", acl_mask_cuts_entry::check),
    sure(
        "socket-directory-not-searchable",
        socket_directory_not_searchable::check,
    ),
    suspicion("group-names-need-root", group_names_need_root::check),
    suspicion("uid-without-gid", uid_without_gid::check),
    sure("group-not-refreshed", group_not_refreshed::check),
    sure(
        "owner-bits-shut-owner-out",
        owner_bits_shut_owner_out::check,
    ),
    sure("acl-on-other-directory", acl_on_other_directory::check),
    sure("socket-not-writable", socket_not_writable::check),
    sure("uwsgi-stopped", uwsgi_stopped::check),
    sure("socket-with-prefix", socket_with_prefix::check),
    sure("abstract-socket", abstract_socket::check),
    sure("private-tmp", private_tmp::check),
    sure("socket-file-removed", socket_file_removed::check),
    sure("relative-socket-path", relative_socket_path::check),
    sure("port-differs", port_differs::check),
    sure("queue-full", queue_full::check),
    sure("uwsgi-not-started", uwsgi_not_started::check),
    sure("socket-path-differs", socket_path_differs::check),
    sure("selinux-denies", selinux_denies::check),
    sure("nobody-listens", nobody_listens::check),
    sure("upstream-servers-down", upstream_servers_down::check),
    sure("connect-fails", connect_fails::check),
    sure("browser-meets-socket", browser_meets_socket::check),
    sure("buffer-size-exceeded", buffer_size_exceeded::check),
    sure("body-too-large", body_too_large::check),
    sure("request-line-too-long", request_line_too_long::check),
    sure("protocol-mismatch", protocol_mismatch::check),
    suspicion("uwsgi-params-missing", uwsgi_params_missing::check),
    sure("harakiri-kills-request", harakiri_kills_request::check),
    sure("upstream-timeout", upstream_timeout::check),
    sure("router-timeout", router_timeout::check),
    suspicion(
        "start-response-not-called",
        start_response_not_called::check,
    ),
    sure("request-not-answered", request_not_answered::check),
    sure("static-not-readable", static_not_readable::check),
    sure("static-file-not-found", static_file_not_found::check),
    suspicion("uwsgi-param-is-no-header", uwsgi_param_is_no_header::check),
    suspicion("host-header-refused", host_header_refused::check),
    suspicion("path-prefix-not-stripped", path_prefix_not_stripped::check),
    sure("app-returns-wrong-type", app_returns_wrong_type::check),
    sure("app-raises", app_raises::check),
    sure("app-answers-error", app_answers_error::check),
    last_resort("request-fails", request_fails::check),
    sure("world-writable-socket", world_writable_socket::check),
    sure("worker-runs-as-root", worker_runs_as_root::check),
    sure(
        "run-directory-vanishes-at-reboot",
        run_directory_vanishes_at_reboot::check,
    ),
    sure("socket-in-tmp", socket_in_tmp::check),
    sure("ipv6-refused-first", ipv6_refused_first::check),
    sure("conflicting-server-name", conflicting_server_name::check),
    sure("setup-line-fails", setup_line_fails::check),
    sure("text-not-understood", text_not_understood::check),
    sure(log_line::ID, log_line::check),
];
