// YamlWriter: a TokenSink that makes YAML.
//
//     YamlWriter writer(codec);            // the codec decodes encoded values (an event's data)
//     write(tmpl, writer);
//     std::cout << writer.text();
//
// A string is written so that it reads back as a string, here and in readers of YAML 1.1 (where
// `no` is false). Times are RFC 3339, in UTC, except inside an encoded value, because its bytes do
// not mark them as times.
//
// Each writer is used by one thread. Errors: failed() and problem(), if an encoded value cannot be
// decoded; the YAML is then incomplete.
#pragma once

#include <yaml-cpp/emitter.h>

#include <optional>
#include <string>

#include "core/messages/codec.hpp"

namespace hf {

class YamlWriter final : public TokenSink {
public:
    explicit YamlWriter(const Codec& codec) : codec_(codec) {}

    void null() override;
    void boolean(bool value) override;
    void integer(std::int64_t value) override;
    void unsigned_integer(std::uint64_t value) override;
    void number(double value) override;
    void string(std::string_view value) override;
    void time(Timestamp value) override;
    void begin_list(std::size_t size) override;
    void end_list() override;
    void begin_map(std::size_t size) override;
    void key(std::string_view name) override;
    void end_map() override;
    void encoded(std::string_view msgpack) override;

    [[nodiscard]] bool failed() const override { return problem_.has_value(); }
    [[nodiscard]] const std::optional<std::string>& problem() const { return problem_; }

    // The document, which ends with a newline.
    [[nodiscard]] std::string text() const;

private:
    void put_string(std::string_view value);

    const Codec& codec_;
    YAML::Emitter out_;
    std::optional<std::string> problem_;
};

}  // namespace hf
