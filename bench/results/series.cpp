#include "bench/results/series.hpp"

#include <fmt/format.h>

#include <thread>

#include "bench/measuring.hpp"
#include "bench/results/machine.hpp"

namespace hf::bench {
namespace {

constexpr auto nothing = "–";

double cpu_seconds_of(const Servers& servers) {
    double all = 0;
    for (const auto* server : servers) all += server->cpu_seconds();
    return all;
}

}  // namespace

void measure(const Servers& servers, int port, const Sessions& sessions, const LoadPlan& plan, Series& series,
             const LoadMoments& moments) {
    double of_servers = 0;
    double of_us = 0;
    double of_all = 0;
    const auto begun = [&] {
        of_servers = cpu_seconds_of(servers);
        of_us = process_cpu_seconds();
        of_all = busy_seconds_of_all();
        moments.begun();
    };
    const auto ended = [&] {
        moments.ended();
        of_servers = cpu_seconds_of(servers) - of_servers;
        of_us = process_cpu_seconds() - of_us;
        of_all = busy_seconds_of_all() - of_all;
    };
    const auto load = run_load(port, sessions, plan, {begun, ended});
    const auto all = load.seconds * std::thread::hardware_concurrency();
    series.rates.push_back(load.rate());
    series.cpu_us.push_back(of_servers * 1e6 / static_cast<double>(load.latencies_ms.size()));
    series.generator.push_back(load.own_cpu_s / load.seconds);
    series.others.push_back(std::max(0.0, 100 * (of_all - of_servers - of_us) / all));
    series.latencies_ms.insert(series.latencies_ms.end(), load.latencies_ms.begin(), load.latencies_ms.end());
}

std::vector<double> ratios(const Series& ours, const Series& theirs) {
    std::vector<double> all;
    for (std::size_t i = 0; i < std::min(ours.rates.size(), theirs.rates.size()); ++i)
        all.push_back(ours.rates[i] / theirs.rates[i]);
    return all;
}

std::string rate(const Series& series) {
    return series.rates.empty() ? nothing : fmt::format("{:.0f}", median(series.rates));
}

std::string ratio(const Series& ours, const Series& theirs) {
    const auto all = ratios(ours, theirs);
    return all.empty() ? nothing : fmt::format("{:.2f}", median(all));
}

std::string lowest_and_highest_ratio(const Series& ours, const Series& theirs) {
    const auto all = ratios(ours, theirs);
    if (all.empty()) return nothing;
    const auto [low, high] = std::minmax_element(all.begin(), all.end());
    return fmt::format("{:.2f} to {:.2f}", *low, *high);
}

std::string cpu(const Series& series) {
    return series.cpu_us.empty() ? nothing : fmt::format("{:.0f}", median(series.cpu_us));
}

std::string latencies(Series& series) {
    auto& all = series.latencies_ms;
    if (all.empty()) return nothing;
    return fmt::format("{:.2f} / {:.2f} / {:.2f}", percentile(all, 0.5), percentile(all, 0.99), percentile(all, 0.999));
}

double busiest_percent(const std::vector<const Series*>& all) {
    double most = 0;
    for (const auto* series : all)
        for (const auto part : series->generator) most = std::max(most, 100 * part);
    return most;
}

double others_percent(const std::vector<const Series*>& all) {
    std::vector<double> rounds;
    for (const auto* series : all) rounds.insert(rounds.end(), series->others.begin(), series->others.end());
    return median(rounds);
}

}  // namespace hf::bench
