// Series: what was measured of one kind of message in one shape, a value for each round; and how tables show that.
#pragma once

#include <string>
#include <vector>

#include "bench/load/generator.hpp"
#include "bench/servers/child_process.hpp"

namespace hf::bench {

struct Series {
    std::vector<double> rates;
    std::vector<double> cpu_us;     // of the servers, for each message
    std::vector<double> generator;  // the part of a processor that the load generator took
    std::vector<double> others;     // the percentage of all processors that other programs took
    std::vector<double> latencies_ms;
};

using Servers = std::vector<const ChildProcess*>;

// Runs the load against the servers, which answer together at one port, and adds a round to the series. `moments` are
// those of run_load().
void measure(const Servers& servers, int port, const Sessions& sessions, const LoadPlan& plan, Series& series,
             const LoadMoments& moments = {});
inline void measure(const ChildProcess& server, int port, const Sessions& sessions, const LoadPlan& plan,
                    Series& series, const LoadMoments& moments = {}) {
    measure(Servers{&server}, port, sessions, plan, series, moments);
}

// A value for each round that both have.
std::vector<double> ratios(const Series& ours, const Series& theirs);

// For a cell of a table: medians over the rounds, and "–" where nothing was measured.
std::string rate(const Series& series);
std::string ratio(const Series& ours, const Series& theirs);
std::string lowest_and_highest_ratio(const Series& ours, const Series& theirs);
std::string cpu(const Series& series);
std::string latencies(Series& series);  // p50 / p99 / p99.9, in milliseconds, over all rounds
// The most that the generator took in any round, in percent.
double busiest_percent(const std::vector<const Series*>& all);
// What other programs took, the median of all rounds.
double others_percent(const std::vector<const Series*>& all);

}  // namespace hf::bench
