// hostfactory-plugin: the program behind the five scripts of the provider plug-in.
//
//     hostfactory-plugin requestMachines -f input.json
//
// It is started every few seconds as long as the cluster runs, so it uses neither streams nor an
// option parser, and makes only the connections that the call needs.
#include <fcntl.h>
#include <fmt/format.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <chrono>
#include <csignal>
#include <cstdlib>
#include <cstring>
#include <optional>

#include "adapters/json/json_text.hpp"
#include "adapters/json/json_writer.hpp"
#include "adapters/msgpack/msgpack_codec.hpp"
#include "adapters/system/bounded_file.hpp"
#include "client/site.hpp"
#include "ctl/plugin/calls.hpp"
#include "ctl/plugin/input.hpp"
#include "ctl/plugin/plugin_log.hpp"

namespace hf::plugin {
namespace {

constexpr std::string_view usage =
    "usage: hostfactory-plugin getAvailableTemplates|requestMachines|getRequestStatus|requestReturnMachines|"
    "getReturnRequests [-f FILE | -f - | -d JSON]";

constexpr std::string_view help =
    "usage: hostfactory-plugin CALL [-f FILE | -f - | -d JSON]\n\n"
    "Answers a call of Host Factory with one JSON object on standard output.\n\n"
    "calls:\n"
    "  getAvailableTemplates   the templates, and how many machines of each are free\n"
    "  requestMachines         asks for machines of a template\n"
    "  getRequestStatus        how far requests are, and their machines\n"
    "  requestReturnMachines   gives machines back\n"
    "  getReturnRequests       machines that are taken back, or gone\n\n"
    "options:\n"
    "  -f FILE     reads the call's input from this file; - is standard input\n"
    "  -d JSON     the call's input itself\n"
    "  -h, --help  prints this text\n"
    "  --version   prints the version\n\n"
    "environment:\n"
    "  HOSTFACTORY_ON_BEHALF_OF  for whom it asks, if the site lets it act for others; without it,\n"
    "                            plugin.on_behalf_of in hostfactory.yaml says so\n"
    "  HOSTFACTORY_UNCLAIMED_S   after how many seconds a request is given back that nobody asks about\n";

struct Arguments {
    std::string call;
    std::optional<std::string> file;
    std::optional<std::string> text;
};

Read<Arguments> read_arguments(int count, char** words) {
    if (count < 2) return tl::make_unexpected(std::string(usage));
    Arguments result{words[1], {}, {}};
    for (int i = 2; i < count; i += 2) {
        const std::string_view option = words[i];
        if ((option != "-f" && option != "-d") || i + 1 == count) return tl::make_unexpected(std::string(usage));
        (option == "-f" ? result.file : result.text) = words[i + 1];
    }
    return result;
}

// Far more than any call of Host Factory's; whatever is named, it fills no memory.
constexpr std::size_t most_input = 64 << 20;

Read<Value> read_input(const Arguments& arguments) {
    std::string text;
    if (arguments.text) {
        text = *arguments.text;
    } else if (arguments.file) {
        auto read = read_argument(*arguments.file, most_input);
        if (!read)
            return tl::make_unexpected(fmt::format("{} can't be read: {}", *arguments.file, read.error().message()));
        text = std::move(*read);
    }
    if (text.find_first_not_of(" \t\r\n") == std::string::npos) return Value(ValueMap{});
    auto input = value_of_json(text);
    if (!input) return tl::make_unexpected(fmt::format("the input is no JSON: {}", input.error()));
    if (!input->as<ValueMap>())
        return tl::make_unexpected(fmt::format("the input must be an object, not {}", in_words(*input)));
    return std::move(*input);
}

Client::Options rules_of(const Site& site) {
    Client::Options rules;
    const char* other = std::getenv("HOSTFACTORY_ON_BEHALF_OF");
    rules.on_behalf_of = other && *other ? other : site.plugin.on_behalf_of;
    return rules;
}

Output answer(int count, char** words) try {
    const auto arguments = read_arguments(count, words);
    if (!arguments) return tl::make_unexpected(arguments.error());
    const auto call = find_call(arguments->call);
    if (!call) return tl::make_unexpected(fmt::format("there is no call {}; {}", arguments->call, usage));
    const auto input = read_input(*arguments);
    if (!input) return tl::make_unexpected(input.error());
    const auto site = find_site(std::nullopt);
    if (!site) return tl::make_unexpected(site.error());
    Client client(site->endpoints, rules_of(*site));
    return call(client, *input);
} catch (const std::exception& e) {
    return tl::make_unexpected(fmt::format("internal error: {}", e.what()));
}

bool print(std::string_view left) {
    while (!left.empty()) {
        const auto wrote = ::write(STDOUT_FILENO, left.data(), left.size());
        if (wrote > 0)
            left.remove_prefix(static_cast<std::size_t>(wrote));
        else if (wrote == 0 || errno != EINTR)
            return false;
    }
    return true;
}

bool print(const ValueMap& output) {
    const MsgpackCodec codec;
    JsonWriter writer(codec);
    write(output, writer);
    return print(writer.text() + "\n");
}

// Without this, the first file that is opened would get the number of a closed standard output, and the answer
// would be written into that file.
void keep_standard_output() {
    if (::fcntl(STDOUT_FILENO, F_GETFD) >= 0) return;
    const int full = ::open("/dev/full", O_WRONLY | O_CLOEXEC);
    if (full >= 0 && full != STDOUT_FILENO) {
        ::dup2(full, STDOUT_FILENO);
        ::close(full);
    }
}

// Nobody knows a request whose id could not be delivered.
void undo_undelivered(std::string_view call, const ValueMap& output, const PluginLog& log) try {
    log.write(PluginLog::error, fmt::format("{}: the answer can't be written: {}", call, std::strerror(errno)));
    const auto site = find_site(std::nullopt);
    if (!site) return;
    Client client(site->endpoints, rules_of(*site));
    if (const auto done = undo(client, call, output)) log.write(PluginLog::error, fmt::format("{}: {}", call, *done));
} catch (const std::exception& e) {
    log.write(PluginLog::error, fmt::format("{}: {}", call, e.what()));
}

bool asks_for_help(int count, char** words) {
    const auto is_help = [](std::string_view word) { return word == "--help" || word == "-h"; };
    return count > 1 && (is_help(words[1]) || is_help(words[count - 1]));
}

int run(int count, char** words) {
    // write() reports a caller that goes away.
    std::signal(SIGPIPE, SIG_IGN);
    keep_standard_output();
    if (asks_for_help(count, words)) return print(help) ? 0 : 1;
    if (count > 1 && std::string_view(words[1]) == "--version")
        return print("hostfactory-plugin " HOSTFACTORY_VERSION "\n") ? 0 : 1;
    const auto start = std::chrono::steady_clock::now();
    const PluginLog log;
    const std::string_view call = count > 1 ? words[1] : "";
    const auto output = answer(count, words);
    const auto took = std::chrono::duration_cast<std::chrono::microseconds>(std::chrono::steady_clock::now() - start);
    const auto after = static_cast<double>(took.count()) / 1000;
    if (!output) {
        log.write(PluginLog::error, fmt::format("{}: {} ({:.1f} ms)", call, output.error(), after));
        print(ValueMap{{"message", output.error()}});
        return 1;
    }
    const auto message = output->find("message");
    const auto* text = message == output->end() ? nullptr : message->second.as<std::string>();
    log.write(PluginLog::info, fmt::format("{}: {} ({:.1f} ms)", call, text ? *text : "", after));
    if (print(*output)) return 0;
    undo_undelivered(call, *output, log);
    return 1;
}

}  // namespace
}  // namespace hf::plugin

int main(int count, char** words) { return hf::plugin::run(count, words); }
