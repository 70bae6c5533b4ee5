#include "ctl/completion.hpp"

namespace hf::ctl {

std::string bash_completion() {
    return R"bash(# Completion of hostfactoryctl for bash; the program itself knows what there is.
_hostfactoryctl() {
    local rest=${COMP_LINE:0:COMP_POINT} trimmed word i
    local words=()
    # Bash cuts words at = and :, which ours may hold: what no blank separates belongs together.
    for ((i = 0; i <= COMP_CWORD; i++)); do
        trimmed=${rest#"${rest%%[![:blank:]]*}"}
        word=${COMP_WORDS[i]}
        ((i < COMP_CWORD)) || word=$trimmed
        if ((i > 0)) && [[ $trimmed == "$rest" ]]; then
            words[${#words[@]} - 1]+=$word
        else
            words+=("$word")
        fi
        rest=${trimmed#"$word"}
    done
    # Only the last of the pieces is replaced.
    local last=${words[${#words[@]} - 1]} piece=$word
    [[ $piece != [=:]* ]] || piece=
    local before=${last%"$piece"} candidate
    COMPREPLY=()
    while IFS=$'\t' read -r candidate _; do
        if [[ $candidate == :files ]]; then
            compopt -o default
            continue
        fi
        COMPREPLY+=("${candidate#"$before"}")
    done < <("${COMP_WORDS[0]/#\~/$HOME}" __complete "${words[@]:1}" 2>/dev/null)
}
complete -F _hostfactoryctl hostfactoryctl
)bash";
}

std::string zsh_completion() {
    return R"zsh(#compdef hostfactoryctl
# Completion of hostfactoryctl for zsh; the program itself knows what there is.
_hostfactoryctl() {
    local line word help
    local -a candidates
    for line in "${(@f)$("${(Q)words[1]}" __complete "${(@Q)words[2,CURRENT]}" 2>/dev/null)}"; do
        [[ -n $line ]] || continue
        if [[ $line == ":files" ]]; then
            _files
            return
        fi
        word=${line%%$'\t'*}
        help=${line#*$'\t'}
        candidates+=("${word//:/\\:}${help:+:$help}")
    done
    _describe 'hostfactoryctl' candidates
}
if [[ ${funcstack[1]} == _hostfactoryctl ]]; then
    _hostfactoryctl "$@"
else
    compdef _hostfactoryctl hostfactoryctl
fi
)zsh";
}

}  // namespace hf::ctl
