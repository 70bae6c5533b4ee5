// Does one thing many times inside measured(), so that a profiler which counts instructions counts these alone:
//
//     valgrind --tool=callgrind --toggle-collect='measured(*' hf_instructions create_request 1000
//
// instructions_test.py does this, and compares the counts with those that are kept.
#include <cstdio>
#include <cstdlib>
#include <map>

#include "core/queries/get_request.hpp"
#include "tests/instructions/measured_site.hpp"

using Work = std::function<void()>;

// Found by its name, so it stands in no namespace and is never inlined.
[[gnu::noinline]] void measured(const Work& work) {
    work();
    asm volatile("");
}

namespace hf::instructions {
namespace {

// So many go before, uncounted: the first of a kind sets up what the others use.
constexpr int warm_up = 100;

void create(MeasuredSite& site, int times) {
    for (int i = 0; i < times; ++i) site.command(site.message_of(testing::create_request(1)));
}

void create_request(MeasuredSite& site, int times) {
    std::vector<std::string> messages;
    for (int i = 0; i < times; ++i) messages.push_back(site.message_of(testing::create_request(1)));
    measured([&] {
        for (auto& message : messages) site.command(std::move(message));
    });
}

void get_request(MeasuredSite& site, int times) {
    const auto message = site.message_of(GetRequest{site.a_request()});
    site.query(message);
    measured([&] {
        for (int i = 0; i < times; ++i) site.query(message);
    });
}

void replay_event(MeasuredSite& site, int times) {
    create(site, times);
    const auto history = site.history();
    const auto begin = history.size() - static_cast<std::size_t>(times);
    State state;
    const auto replay = [&](std::size_t from, std::size_t to) {
        for (auto i = from; i < to; ++i) state.apply(restore(history[i], site.codec()));
    };
    replay(0, begin);
    measured([&] { replay(begin, history.size()); });
}

int run(const std::string& what, int times) {
    static const std::map<std::string, void (*)(MeasuredSite&, int)> works{
        {"create_request", create_request}, {"get_request", get_request}, {"replay_event", replay_event}};
    const auto work = works.find(what);
    if (work == works.end() || times <= 0) {
        std::fprintf(stderr, "usage: hf_instructions create_request|get_request|replay_event TIMES\n");
        return 2;
    }
    MeasuredSite site;
    create(site, warm_up);
    work->second(site, times);
    return 0;
}

}  // namespace
}  // namespace hf::instructions

int main(int argc, char** argv) {
    try {
        return hf::instructions::run(argc == 3 ? argv[1] : "", argc == 3 ? std::atoi(argv[2]) : 0);
    } catch (const std::exception& error) {
        std::fprintf(stderr, "hf_instructions: %s\n", error.what());
        return 1;
    }
}
