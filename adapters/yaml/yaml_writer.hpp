// YamlWriter: makes YAML of tokens.
//
//     YamlWriter writer(codec);            // the codec opens what is encoded (an event's data)
//     write(tmpl, writer);
//     std::cout << writer.text();
//
// What was a string reads back as a string, here and by readers of YAML 1.1 (where
// `no` is false). Times are RFC 3339, in UTC, but for those inside an encoded value:
// the bytes don't tell that they are times.
//
// One writer, one thread. Errors: failed() and problem(), when an encoded value can't
// be read; what was written is then incomplete.
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

    // One document, ending in a newline.
    [[nodiscard]] std::string text() const;

private:
    void put_string(std::string_view value);

    const Codec& codec_;
    YAML::Emitter out_;
    std::optional<std::string> problem_;
};

}  // namespace hf
