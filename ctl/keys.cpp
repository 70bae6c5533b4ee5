#include "ctl/keys.hpp"

#include "client/key_file.hpp"

namespace hf::ctl {
namespace {

struct KeyOptions {
    std::string place;
    std::string name = "hostfactory";
};

ExitStatus generate(const KeyOptions& options) {
    const auto files = write_key_files(options.place, options.name);
    if (!files) return tell_usage(files.error());
    print(fmt::format("{} holds the secret key: keep it from others\n{} holds the public key:\n{}\n", files->secret,
                      files->shown, files->public_key.value));
    return ExitStatus::ok;
}

ExitStatus show(const KeyOptions& options) {
    const auto key = public_key_in(options.place);
    if (!key) return tell_usage(key.error());
    print(key->value + "\n");
    return ExitStatus::ok;
}

}  // namespace

void add_keys(CommandLine& line) {
    const auto options = std::make_shared<KeyOptions>();
    auto& making = line.add("key", "generate", "Makes a pair of keys: NAME.key for its owner alone, and NAME.pub.");
    line.offer(*making.add_option("DIR", options->place, "the directory for both files")->required(), {.files = true});
    making.add_option("--name", options->name, "how the files are called, without their endings")
        ->capture_default_str();
    line.does(making, [options](Connection&) { return generate(*options); });

    auto& showing = line.add("key", "show", "Shows the public key of a file of either kind.");
    line.offer(*showing.add_option("FILE", options->place, "NAME.key or NAME.pub")->required(), {.files = true});
    line.does(showing, [options](Connection&) { return show(*options); });
}

}  // namespace hf::ctl
