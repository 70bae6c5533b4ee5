// JsonWriter: a TokenSink that makes JSON.
//
//     JsonWriter writer(codec);            // the codec decodes encoded values (an event's data)
//     write(reply, writer);
//     std::cout << writer.text(2) << '\n';
//
// Fields keep their order. Times are RFC 3339, in UTC; bytes that are not valid UTF-8 become
// U+FFFD; NaN and infinities become null. Times inside an encoded value stay numbers of
// microseconds, because its bytes do not mark them as times.
//
// Each writer is used by one thread. Errors: failed() and problem(), if an encoded value cannot be
// decoded; the JSON is then incomplete.
#pragma once

#include <nlohmann/json.hpp>
#include <optional>
#include <string>
#include <vector>

#include "core/messages/codec.hpp"

namespace hf {

class JsonWriter final : public TokenSink {
public:
    explicit JsonWriter(const Codec& codec) : codec_(codec) {}
    JsonWriter(const JsonWriter&) = delete;
    JsonWriter& operator=(const JsonWriter&) = delete;

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

    [[nodiscard]] const nlohmann::ordered_json& json() const { return root_; }
    // The JSON on one line, or indented by `indent` blanks per level.
    [[nodiscard]] std::string text(int indent = -1) const;

private:
    using Json = nlohmann::ordered_json;

    Json& put(Json value);

    const Codec& codec_;
    Json root_;
    std::vector<Json*> open_;
    std::string key_;
    std::optional<std::string> problem_;
};

}  // namespace hf
