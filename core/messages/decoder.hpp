// Decoder: fills a described C++ value from tokens in one pass, and checks types, ranges, bounds,
// and unknown, missing and repeated fields on the way.
//
//     CreateRequest command;
//     Decoder decoder(type_of<CreateRequest>, &command);
//     parse(bytes, decoder);
//     if (const auto& problem = decoder.problem()) …   // the first; problem->others has the rest
//
// The decoder skips a wrong value and goes on, so that all problems are reported at once. Too much
// depth, too many elements or broken text end the decoding. After any problem the target is half
// filled and must be thrown away. Input is hostile: depth, number of elements and number of
// problems are limited, and no memory is reserved for a size that is only announced.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "core/messages/describe.hpp"

namespace hf {

// `path` is empty if the message as a whole is wrong; otherwise it is like "tags.owner" or "machine_ids[3]".
struct Problem {
    std::string path;
    std::string message;
    std::vector<Problem> others{};  // the further problems, in the order in which they were found
};

// After this many findings the report only adds that there are more.
inline constexpr std::size_t most_findings = 20;
inline constexpr std::string_view more_findings = "is wrong in more places";

// Commands and queries refuse unknown fields, because a misspelt option must not be ignored.
// Readers of events and replies ignore them, so that later versions may add fields; they do not
// check today's bounds on data that was accepted earlier.
enum class UnknownFields : std::uint8_t { refuse, ignore };

struct DecodeLimits {
    std::size_t depth = 32;
    std::size_t elements = 500'000;

    // Data accepted within the first limits must be readable in any answer that holds it: a list of
    // templates is deeper and larger than the command that created one of them.
    static constexpr DecodeLimits of(UnknownFields unknown) {
        return unknown == UnknownFields::refuse ? DecodeLimits{} : DecodeLimits{64, 20'000'000};
    }
};

class Decoder final : public TokenSink {
public:
    explicit Decoder(const TypeInfo& type, void* target, UnknownFields unknown = UnknownFields::refuse)
        : Decoder(type, target, unknown, DecodeLimits::of(unknown)) {}
    Decoder(const TypeInfo& type, void* target, UnknownFields unknown, DecodeLimits limits);

    void null() override;
    void boolean(bool value) override;
    void integer(std::int64_t value) override;
    void unsigned_integer(std::uint64_t value) override;
    void number(double value) override;
    void string(std::string_view value) override;
    void begin_list(std::size_t size) override;
    void end_list() override;
    void begin_map(std::size_t size) override;
    void key(std::string_view name) override;
    void end_map() override;
    void encoded(std::string_view msgpack) override;
    [[nodiscard]] bool wants_encoded() const override;

    // True if the next value must be a string. A source whose text has no types of its own (a plain
    // word in YAML, an argument) then passes the text as it stands.
    [[nodiscard]] bool wants_text() const;

    // True if decoding has ended before the end of the source.
    [[nodiscard]] bool failed() const override { return over_; }
    [[nodiscard]] const std::optional<Problem>& problem() const { return problem_; }
    [[nodiscard]] std::size_t problems() const { return problem_ ? 1 + problem_->others.size() : 0; }

    // Reports, at the current path, that the source's text is broken, and ends the decoding.
    void fail(std::string message);
    // Reports that the source's next value cannot be expressed as a token, and skips it.
    void wrong_value(std::string message);

private:
    struct Frame {
        const TypeInfo* type;
        void* target;
        std::uint64_t seen = 0;            // bits of an object's fields that were given
        std::uint64_t nulls = 0;           // bits of the fields that were given as null
        const FieldInfo* field = nullptr;  // the field whose value comes next
        std::string key{};                 // the current key of a map
        std::size_t index = 0;             // the current index of a list
    };
    struct Slot {
        const TypeInfo* type;
        void* target;
    };

    // The target of the next value, or nothing if that value is skipped.
    std::optional<Slot> next();
    // The type of the next value, without creating its target.
    [[nodiscard]] const TypeInfo* next_type() const;
    [[nodiscard]] bool next_is_optional() const;
    void begin(Kind kind);
    void value_done();
    // Steps to the next element after a value that was stored or skipped.
    void step();
    bool too_many();
    // Notes a problem at the current path.
    void complain(std::string message);
    // Notes a problem of the value that just came, and steps over that value.
    void refuse(std::string message);
    void refuse_type(const TypeInfo& type, std::string_view got);
    // Notes a problem of the key that just came; the value after it is skipped.
    void refuse_key(std::string message);
    [[nodiscard]] std::string path() const;
    void check_bounds(const FieldInfo& field, const void* object);
    template <class T>
    void into_value(void* target, T value);

    std::vector<Frame> frames_;
    Slot root_;
    bool root_done_ = false;
    UnknownFields unknown_;
    DecodeLimits limits_;
    std::size_t elements_ = 0;
    std::size_t skipping_ = 0;  // depth within a value that is skipped
    bool skip_next_ = false;
    bool over_ = false;
    std::optional<Problem> problem_;
};

}  // namespace hf
