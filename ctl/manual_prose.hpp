// The manual's text beside the verbs and their options, in mdoc.
#pragma once

#include <string_view>

namespace hf::ctl::manual_prose {

inline constexpr std::string_view beginning = R"(.Dd 2026-11-25
.Dt HOSTFACTORYCTL 1
.Os hostfactory
.Sh NAME
.Nm hostfactoryctl
.Nd order machines, give them back, and see how things are
)";

inline constexpr std::string_view description = R"(.Sh DESCRIPTION
.Nm
talks to
.Xr hostfactoryd 8 .
Each verb is a command or a query of its protocol, and has an option for each of its fields;
.Nm
.Cm explain
tells more of them.
What a verb requires may also be given by its place:
.Bd -literal -offset indent
hostfactoryctl request create small 5 --wait
hostfactoryctl request get req-01930d2e-8a3b-7c4d-9e5f-6a7b8c9d0e1f
hostfactoryctl machine return i-0721bb06651cad7f1 i-0e90ecb3228822f6f
.Ed
.Pp
An option whose field is a list is repeated
.Pq Fl -machine-id Ar ID Fl -machine-id Ar ID ,
one whose field is a map takes
.Ar KEY Ns = Ns Ar VALUE
and is repeated
.Pq Fl -tag Ar team=a Fl -tag Ar stage=test .
Where values may be of any kind
.Pq Fl -attribute , -configuration ,
a value that is JSON is taken as JSON and anything else as text;
.Fl -configuration-file Ar FILE
gives all of it from a JSON or YAML file.
.Pp
A command is carried out once for each id.
.Nm
repeats it by itself when its answer is lost, and says the id when it gives up.
)";

inline constexpr std::string_view formats = R"(.Ss Formats
.Bl -tag -width indent
.It Cm table
For people: times are ages or in the local time zone, and what is empty is
.Dq - .
On a terminal a generated id is shown by its end,
.Dq \[u2026]0c1d2e3f4a5b ,
which may be typed in the place of the id, also with three dots.
.It Cm wide
A table with more columns.
.It Cm json , yaml
The answer as the daemon gave it, with times as RFC 3339 in UTC.
What is shown again and again, or event by event, is one line of JSON each, and a document of YAML each.
.It Cm name
The ids alone, a line each, for pipes.
.El
.Ss Watching
With
.Fl -watch
an answer is shown again whenever it has changed: on a terminal in the place of the one before, otherwise below it.
Ctrl-C is the end, with the exit status 0.
.Pp
.Cm top
has the whole terminal, and gives it back when it ends, by
.Ic q
or by any signal.
.Ss Waiting
.Fl -wait
tells on standard error how the request goes: on a terminal as a line that changes, otherwise as a line per change.
)";

inline constexpr std::string_view environment = R"(.Sh ENVIRONMENT
.Bl -tag -width indent
.It Ev HOSTFACTORY_CONFIG
The configuration file, where
.Fl -config
isn't given.
.It Ev HF_PROVIDER_CONFDIR , HF_CONFDIR
Directories that are searched for
.Pa hostfactory.yaml .
.It Ev XDG_CONFIG_HOME , XDG_RUNTIME_DIR
Where the user's own configuration and sockets are.
.It Ev NO_COLOR
If it is there,
.Cm top
has no colours.
.It Ev TERM
A terminal that is
.Dq dumb
is shown
.Cm top
once, in plain text.
.It Ev TZ
The time zone of the times in tables.
.El
.Sh FILES
The first that exists counts.
.Bl -tag -width indent
.It Pa ~/.config/hostfactory/hostfactoryd.yaml
The user's own; not looked at for root.
.It Pa $XDG_RUNTIME_DIR/hostfactory/commands.sock , /tmp/hostfactory-UID/commands.sock
The socket of a daemon of the user's own; not looked at for root. A directory that others could have made is passed
over for the system's file, and is an error without one.
.It Pa /etc/hostfactory/hostfactoryd.yaml
The system's. An installation below another prefix than /usr has it in its own etc.
.It Pa /run/hostfactory
The directory of the default sockets of the system.
.It Pa /usr/share/bash-completion/completions/hostfactoryctl , /usr/share/zsh/site-functions/_hostfactoryctl
Completion, with the ids of what the daemon has.
.El
)";

inline constexpr std::string_view end = R"(.Pp
Errors are on standard error: the code first, then what is wrong, then what to do about it.
.Bd -literal -offset indent
hostfactoryctl: template_not_found: template "smal" does not exist; did you mean "small"?
hostfactoryctl: see hostfactoryctl template list
.Ed
.Sh EXAMPLES
.Bd -literal
hostfactoryctl template create small --provider local --max-number 10 \e
    --configuration 'command=["/bin/sleep", "600"]' --attribute ncpus=2
hostfactoryctl machine list --request-id req-... -o json | jq -r '.items[].private_ip'
hostfactoryctl machine list --template-id small --live-only -o name | xargs hostfactoryctl machine return
hostfactoryctl request list --watch -o wide
hostfactoryctl events --follow --category request
hostfactoryctl top
hostfactoryctl bench --seconds 5
hostfactoryctl explain CreateRequest
.Ed
.Sh SEE ALSO
.Xr hostfactory-exporter 8 ,
.Xr hostfactoryd 8 ,
.Xr jq 1
)";

}  // namespace hf::ctl::manual_prose
