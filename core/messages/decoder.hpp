// Decoder: makes a described C++ value of tokens, in one pass, and checks it on
// the way: types, ranges, bounds, unknown, missing and repeated fields.
//
//     CreateRequest command;
//     Decoder decoder(type_of<CreateRequest>, &command);
//     parse(bytes, decoder);
//     if (const auto& problem = decoder.problem()) …   // the first; problem->others has the rest
//
// A wrong value is passed over, and the decoder goes on, so that all that is wrong is
// told at once. Too deep, too many elements and broken text end it. On any problem the
// target is half filled and must be thrown away. Input is hostile: depth, number of
// elements and number of problems are limited, and nothing is reserved for what is only
// promised.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "core/messages/describe.hpp"

namespace hf {

// `path` is empty where the message as a whole is wrong, else like "tags.owner" or "machine_ids[3]".
struct Problem {
    std::string path;
    std::string message;
    std::vector<Problem> others{};  // the further ones, in the order they were met
};

// After so many, all that is told is that there are more.
inline constexpr std::size_t most_findings = 20;
inline constexpr std::string_view more_findings = "is wrong in more places";

// Commands and queries refuse what they don't know, since a misspelt option must
// not be ignored. Readers of events and replies ignore it, so that we may add, and
// don't hold what was accepted once against the bounds of today.
enum class UnknownFields : std::uint8_t { refuse, ignore };

struct DecodeLimits {
    std::size_t depth = 32;
    std::size_t elements = 500'000;

    // What was accepted by the first must be readable in any answer that holds it: a
    // list of templates is deeper and larger than the command that made one of them.
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

    // Whether only a string will do for the next value. A source whose text has no types
    // of its own (a plain word in YAML, an argument) then gives the text as it stands.
    [[nodiscard]] bool wants_text() const;

    // Whether it is at its end before the source is.
    [[nodiscard]] bool failed() const override { return over_; }
    [[nodiscard]] const std::optional<Problem>& problem() const { return problem_; }
    [[nodiscard]] std::size_t problems() const { return problem_ ? 1 + problem_->others.size() : 0; }

    // For a source that found its text broken: the problem is put at the current path, and ends it.
    void fail(std::string message);
    // For a source whose next value is none that a token could say: it is passed over.
    void wrong_value(std::string message);

private:
    struct Frame {
        const TypeInfo* type;
        void* target;
        std::uint64_t seen = 0;            // fields of an object
        std::uint64_t nulls = 0;           // those of them that were null
        const FieldInfo* field = nullptr;  // whose value comes next
        std::string key{};                 // of a map
        std::size_t index = 0;             // of a list
    };
    struct Slot {
        const TypeInfo* type;
        void* target;
    };

    // Where the next value goes; nothing when it is passed over.
    std::optional<Slot> next();
    // Its type, without making a place for it.
    [[nodiscard]] const TypeInfo* next_type() const;
    [[nodiscard]] bool next_is_optional() const;
    void begin(Kind kind);
    void value_done();
    // The value is over, whatever became of it.
    void step();
    bool too_many();
    // Notes a problem at the current path.
    void complain(std::string message);
    // …of the value that just came, which is thereby over.
    void refuse(std::string message);
    void refuse_type(const TypeInfo& type, std::string_view got);
    // …of the key that just came; the value after it is passed over.
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
    std::size_t skipping_ = 0;  // how deep we are in a value that is passed over
    bool skip_next_ = false;
    bool over_ = false;
    std::optional<Problem> problem_;
};

}  // namespace hf
