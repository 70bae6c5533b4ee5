#include "http/who/token_order.hpp"

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstdlib>
#include <iostream>
#include <system_error>

#include "adapters/system/bounded_file.hpp"
#include "adapters/system/file_descriptor.hpp"
#include "core/access/principal.hpp"
#include "core/messages/rfc3339.hpp"
#include "http/who/tokens.hpp"

namespace hf::http {
namespace {

constexpr std::size_t largest_file = 8 << 20;
constexpr unsigned most_days = 36'500;

int fail_token(const std::string& why) {
    std::cerr << "hostfactory-http: token: " << why << '\n';
    return EXIT_FAILURE;
}

// A text in quotes as YAML reads it.
std::string quoted_note(const std::string& note) {
    std::string text = "'";
    for (const char c : note) text += c == '\'' ? std::string("''") : std::string(1, c);
    return text + "'";
}

std::string line_of_file(const TokenOrder& order, const NewToken& made) {
    auto line = fmt::format("  - {{principal: {}, sha256: \"{}\"", order.principal, made.sha256);
    if (order.days) {
        const auto end = std::chrono::system_clock::now() + std::chrono::hours{24} * *order.days;
        const auto since_1970 = std::chrono::duration_cast<std::chrono::microseconds>(end.time_since_epoch());
        line += fmt::format(", expires: \"{}\"", rfc3339({since_1970.count()}));
    }
    if (order.note) line += ", note: " + quoted_note(*order.note);
    return line + "}\n";
}

tl::expected<void, std::string> write_anew(const std::string& path, const std::string& text) {
    const auto cannot = [&] {
        return tl::make_unexpected(fmt::format("can't write {}: {}", path, std::system_category().message(errno)));
    };
    const auto next = path + ".new";
    struct stat about {};
    const bool is_there = ::stat(path.c_str(), &about) == 0;
    const mode_t mode = is_there ? about.st_mode & 0777 : 0640;
    const FileDescriptor file(::open(next.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW, mode));
    if (!file) return cannot();
    // Its readers keep their rights: the gateway is often of the file's group.
    const bool is_owned = !is_there || ::fchown(file.get(), about.st_uid, about.st_gid) == 0;
    if (is_owned && ::fchmod(file.get(), mode) == 0 &&
        ::write(file.get(), text.data(), text.size()) == static_cast<ssize_t>(text.size()) &&
        ::fsync(file.get()) == 0 && ::rename(next.c_str(), path.c_str()) == 0)
        return {};
    const auto problem = cannot();
    ::unlink(next.c_str());
    return problem;
}

// Adds the line at the end, and only where the file is one of tokens before and after.
tl::expected<void, std::string> add_to(const std::string& path, const std::string& line) {
    std::string text = "tokens:\n";
    struct stat about {};
    if (::stat(path.c_str(), &about) == 0) {
        auto read = read_bounded_file(path, largest_file);
        if (!read) return tl::make_unexpected(std::move(read.error()));
        text = std::move(*read);
        if (const auto tokens = Tokens::load(path); !tokens) return tl::make_unexpected(tokens.error());
        if (!text.ends_with('\n')) text += '\n';
    }
    text += line;
    if (const auto tokens = Tokens::parse(text, path); !tokens)
        return tl::make_unexpected(fmt::format(
            "{} has another form than this program writes; add this to its tokens by hand:\n{}", path, line));
    return write_anew(path, text);
}

}  // namespace

void declare(CLI::App& command, TokenOrder& order) {
    command.callback([&order] { order.is_given = true; });
    command.add_option("principal", order.principal, "who its holder is")
        ->required()
        ->type_name("NAME")
        ->check(CLI::Validator([](const std::string& name) { return PrincipalName::check(name); }, ""));
    command
        .add_option("--file", order.file,
                    "the file of tokens, which is made if it is missing; without it the line for "
                    "the file is shown")
        ->type_name("FILE");
    command.add_option("--days", order.days, "after how many days it is worth nothing; without it, never")
        ->type_name("N")
        ->check(CLI::Range(1U, most_days).description(""));
    command.add_option("--note", order.note, "for people: where it is used")->type_name("TEXT");
}

int carry_out(const TokenOrder& order) try {
    const auto made = new_token();
    const auto line = line_of_file(order, made);
    if (order.file) {
        if (const auto added = add_to(*order.file, line); !added) return fail_token(added.error());
    }
    std::cout << made.word << '\n';
    if (!order.file) std::cerr << "for the file of tokens, below \"tokens:\":\n" << line;
    std::cout.flush();
    return std::cout ? EXIT_SUCCESS : fail_token("standard output can't be written");
} catch (const std::exception& failure) {
    return fail_token(failure.what());
}

}  // namespace hf::http
