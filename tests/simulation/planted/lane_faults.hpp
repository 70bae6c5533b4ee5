// Faults of the provisioner: what it does not hear, does not take up, or does not record; and of replies.
#pragma once

#include "adapters/msgpack/msgpack_codec.hpp"
#include "core/provisioning/commands/expire_request.hpp"
#include "core/provisioning/commands/record_launch.hpp"
#include "core/wire/envelope.hpp"
#include "tests/simulation/daemon/seams.hpp"

namespace hf::simulation {

// Commands of the lanes are lost, each of a kind or one now and then.
template <bool (*Is)(std::string_view name), std::uint64_t EveryNth>
class LosesACommand final : public Seams {
public:
    bool is_decided(LaneCommand& command) override { return !Is(command.name) || ++met_ % EveryNth != 0; }

private:
    std::uint64_t met_ = 0;
};

inline bool is_expiry(std::string_view name) { return name == ExpireRequest::name; }
inline bool is_launch_outcome(std::string_view name) { return name == RecordLaunch::name; }

// What a failed store may have is tried again before the next start has looked.
class TakesUnknownForRefused final : public Seams {
public:
    bool takes_unknown_for_refused() override { return true; }
};

class MissesALook final : public Seams {
public:
    void looked_at(Touched& touched) override {
        if (++commits_ % 10 == 0) touched.machines.clear();
    }

private:
    std::uint64_t commits_ = 0;
};

class TakesUpNothingAfterACrash final : public Seams {
public:
    void starts() override { ++lives_; }
    bool takes_up(const ProviderName&) override { return lives_ == 1; }

private:
    std::uint64_t lives_ = 0;
};

// A reply that was changed on its way.
class ChangesReplies : public Seams {
public:
    void replied(std::string& encoded) override {
        Reply reply;
        if (codec_.decode(encoded, reply)) return;
        change(reply);
        encoded = codec_.encode(reply);
    }

private:
    virtual void change(Reply& reply) = 0;

    MsgpackCodec codec_;
};

class SaysOkToARefusal final : public ChangesReplies {
    void change(Reply& reply) override {
        if (!reply.error || reply.error->code != Code::invalid_state) return;
        reply.error.reset();
        reply.status = ReplyStatus::ok;
        reply.position = 1;
    }
};

class HidesADuplicate final : public ChangesReplies {
    void change(Reply& reply) override { reply.duplicate.reset(); }
};

}  // namespace hf::simulation
