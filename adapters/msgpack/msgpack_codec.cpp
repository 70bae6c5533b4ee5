#include "adapters/msgpack/msgpack_codec.hpp"

#include <fmt/format.h>

#include <cmath>
#include <exception>
#include <msgpack/null_visitor.hpp>
#include <msgpack/unpack.hpp>  // parse.hpp needs it without including it
#include <utility>

#include "adapters/msgpack/msgpack_writer.hpp"
#include "core/text/utf8.hpp"

namespace hf {
namespace {

constexpr std::size_t usual_size = 256;  // of an event or a reply

// Passes what msgpack::parse finds to the sink. Each function returns whether to continue.
class Visitor : public msgpack::null_visitor {
public:
    explicit Visitor(TokenSink& sink) : sink_(sink) {}

    [[nodiscard]] std::optional<std::string>& broken() { return broken_; }

    bool visit_nil() {
        return scalar([](TokenSink& to) { to.null(); });
    }
    bool visit_boolean(bool value) {
        return scalar([&](TokenSink& to) { to.boolean(value); });
    }
    bool visit_positive_integer(std::uint64_t value) {
        return scalar([&](TokenSink& to) { to.unsigned_integer(value); });
    }
    // The sender may have chosen a signed form for a number that is not negative.
    bool visit_negative_integer(std::int64_t value) {
        return scalar([&](TokenSink& to) { to.integer(value); });
    }
    bool visit_float32(float value) { return visit_float64(static_cast<double>(value)); }
    bool visit_float64(double value) {
        if (!std::isfinite(value)) return refuse("a number must be finite, not NaN or an infinity");
        return scalar([&](TokenSink& to) { to.number(value); });
    }
    bool visit_str(const char* data, std::uint32_t size) {
        const auto text = size == 0 ? std::string_view("") : std::string_view(data, size);
        if (!is_utf8(text)) return refuse("a string is not valid UTF-8");
        if (!in_key_) return scalar([&](TokenSink& to) { to.string(text); });
        target().key(text);
        return going_on();
    }
    bool visit_bin(const char*, std::uint32_t) {
        return refuse("binary values are not part of the protocol; use strings");
    }
    bool visit_ext(const char*, std::uint32_t) { return refuse("extension types are not part of the protocol"); }

    bool start_array(std::uint32_t size) {
        if (!begin()) return false;
        target().begin_list(size);
        return going_on();
    }
    bool end_array() {
        target().end_list();
        return end();
    }
    bool start_map(std::uint32_t size) {
        if (!begin()) return false;
        target().begin_map(size);
        return going_on();
    }
    bool end_map() {
        target().end_map();
        return end();
    }
    bool start_map_key() {
        in_key_ = true;
        return true;
    }
    bool end_map_key() {
        in_key_ = false;
        return true;
    }

    void parse_error(std::size_t, std::size_t at) { refuse(fmt::format("byte {} begins no msgpack value", at)); }
    void insufficient_bytes(std::size_t, std::size_t) { refuse("the message is cut short"); }

private:
    bool refuse(std::string why) {
        broken_ = std::move(why);
        return false;
    }

    [[nodiscard]] bool going_on() const { return capture_depth_ > 0 || !sink_.failed(); }
    [[nodiscard]] TokenSink& target() {
        if (capture_depth_ > 0) return captured_;
        return sink_;
    }

    template <class Say>
    bool scalar(Say say) {
        if (in_key_) return refuse("a map key must be a string");
        if (capture_depth_ == 0 && sink_.wants_encoded()) {
            say(captured_);
            sink_.encoded(captured_.take());
        } else {
            say(target());
        }
        return going_on();
    }

    bool begin() {
        if (in_key_) return refuse("a map key must be a string");
        if (depth_ == MsgpackCodec::deepest)
            return refuse(fmt::format("it is nested more than {} deep", MsgpackCodec::deepest));
        ++depth_;
        if (capture_depth_ == 0 && sink_.wants_encoded()) capture_depth_ = depth_;
        return true;
    }

    bool end() {
        if (depth_-- == capture_depth_) {
            capture_depth_ = 0;
            sink_.encoded(captured_.take());
        }
        return going_on();
    }

    TokenSink& sink_;
    // Packs a value that the sink wants encoded anew instead of copying it: so it is known to keep
    // all rules, and has the one encoding that every value has here.
    MsgpackWriter captured_;
    std::size_t capture_depth_ = 0;
    std::size_t depth_ = 0;
    bool in_key_ = false;
    std::optional<std::string> broken_;
};

}  // namespace

std::string MsgpackCodec::encode(const TypeInfo& type, const void* value) const {
    MsgpackWriter writer(usual_size);
    type.write(value, writer);
    return writer.take();
}

std::string MsgpackCodec::encode_withholding(const TypeInfo& type, const void* value) const {
    MsgpackWriter writer(usual_size, true);
    type.write(value, writer);
    return writer.take();
}

std::optional<std::string> MsgpackCodec::parse(std::string_view bytes, TokenSink& sink) const try {
    if (bytes.empty()) return "the message is empty";
    Visitor visitor(sink);
    std::size_t end = 0;
    const bool whole = msgpack::parse(bytes.data(), bytes.size(), end, visitor);
    if (visitor.broken()) return std::move(visitor.broken());
    if (whole && end < bytes.size()) return fmt::format("{} bytes follow the end of the message", bytes.size() - end);
    return std::nullopt;
} catch (const std::exception& e) {
    return fmt::format("it can't be read: {}", e.what());
}

}  // namespace hf
