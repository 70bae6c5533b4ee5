#include "daemon/principals_file.hpp"

#include "adapters/system/writers.hpp"
#include "adapters/yaml/yaml_source.hpp"

namespace hf {
namespace {

struct PrincipalsFile {
    std::vector<Principal> principals;

    static constexpr auto describe =
        message("principals", "Who may connect, and what each of them may do.",
                field<&PrincipalsFile::principals>("principals",
                                                   "one each; a process that is of several unix groups is the "
                                                   "first of them")
                    .between(1, 10'000));
};

}  // namespace

tl::expected<Principals, std::string> load_principals(const std::string& file) {
    // Everybody who can write there can become anybody at the next reload.
    if (auto fault = fault_of_writers(file)) return tl::make_unexpected(std::move(*fault));
    PrincipalsFile read;
    if (const auto problem = decode_yaml_file(file, read)) return tl::make_unexpected(in_words(*problem));
    auto principals = Principals::of(std::move(read.principals));
    if (principals) return std::move(*principals);
    return tl::make_unexpected(in_words(*problem_of(file, principals.error())));
}

}  // namespace hf
