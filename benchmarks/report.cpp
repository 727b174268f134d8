#include "benchmarks/report.hpp"

#include "base/assert.hpp"

#include <boost/json.hpp>
#include <fmt/format.h>

#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <fstream>

namespace trireme::benchmarks {
namespace {

std::string shown(double value) {
    return value >= 10'000 ? fmt::format("{:.0f}", value) : fmt::format("{:.4g}", value);
}

}  // namespace

Options parse_options(int argc, char** argv) {
    Options options;
    for (int index = 1; index < argc; ++index) {
        const std::string_view argument = argv[index];
        if (argument == "--quick") {
            options.quick = true;
        } else if (argument == "--json" && index + 1 < argc) {
            options.json_file = argv[++index];
        } else if (argument == "--only" && index + 1 < argc) {
            options.only = argv[++index];
        } else if (argument == "--quotes" && index + 1 < argc) {
            options.quotes = argv[++index];
        } else {
            fmt::print(stderr, "usage: {} [--json FILE] [--quick] [--only TEXT] [--quotes FILE]\n", argv[0]);
            std::exit(2);
        }
    }
    return options;
}

double Samples::percentile(double fraction) const {
    if (values_.empty()) {
        return 0;
    }
    std::vector<double> sorted = values_;
    const auto rank = static_cast<std::ptrdiff_t>(fraction * static_cast<double>(sorted.size() - 1) + 0.5);
    std::nth_element(sorted.begin(), sorted.begin() + rank, sorted.end());
    return sorted[static_cast<std::size_t>(rank)];
}

void LatencyRounds::add(const Samples& round) {
    p50_.add(round.percentile(0.5));
    p99_.add(round.percentile(0.99));
    p999_.add(round.percentile(0.999));
    maximum_.add(round.maximum());
}

Report::Report(std::string_view area, Options options) : area_(area), options_(std::move(options)) {
    fmt::print("bench {}{}\n", area_, options_.quick ? " (quick: these figures say nothing about the machine)" : "");
}

void Report::section(std::string_view title) {
    section_ = title;
    fmt::print("\n{}\n", title);
}

void Report::figure(std::string_view name, double value, std::string_view unit, std::string_view remark) {
    figures_.push_back({section_, std::string(name), value, std::string(unit), std::string(remark)});
    fmt::print("  {:<52} {:>12} {:<10} {}\n", name, shown(value), unit, remark);
    std::fflush(stdout);
}

void Report::latency(std::string_view name, const Samples& samples, std::string_view unit, std::string_view remark) {
    figure(fmt::format("{}, p50", name), samples.percentile(0.5), unit, remark);
    figure(fmt::format("{}, p99", name), samples.percentile(0.99), unit);
    figure(fmt::format("{}, max", name), samples.maximum(), unit);
}

void Report::latency(std::string_view name, const LatencyRounds& rounds, std::string_view unit,
                     std::string_view remark) {
    figure(fmt::format("{}, p50", name), rounds.p50(), unit, remark);
    figure(fmt::format("{}, p99", name), rounds.p99(), unit);
    figure(fmt::format("{}, p99.9", name), rounds.p999(), unit);
    figure(fmt::format("{}, max", name), rounds.maximum(), unit);
}

void Report::columns(std::vector<std::string> names, std::string_view unit) {
    columns_ = std::move(names);
    columns_unit_ = unit;
    fmt::print("  {:<24}", unit);
    for (const std::string& name : columns_) {
        fmt::print(" {:>18}", name);
    }
    fmt::print("\n");
}

void Report::row(std::string_view name, const std::vector<double>& values) {
    TRIREME_ASSERT(values.size() == columns_.size(), "{} values under {} columns", values.size(), columns_.size());
    fmt::print("  {:<24}", name);
    for (std::size_t column = 0; column < values.size(); ++column) {
        fmt::print(" {:>18}", shown(values[column]));
        figures_.push_back(
            {section_, fmt::format("{}: {}", name, columns_[column]), values[column], columns_unit_, ""});
    }
    fmt::print("\n");
    std::fflush(stdout);
}

int Report::finish() const {
    if (options_.json_file.empty()) {
        return EXIT_SUCCESS;
    }
    boost::json::array figures;
    for (const Figure& figure : figures_) {
        figures.push_back(boost::json::object{{"section", figure.section},
                                              {"name", figure.name},
                                              {"value", figure.value},
                                              {"unit", figure.unit},
                                              {"remark", figure.remark}});
    }
    const boost::json::object document{{"area", area_}, {"quick", options_.quick}, {"figures", figures}};
    std::ofstream file(options_.json_file);
    file << boost::json::serialize(document) << '\n';
    file.close();
    if (!file) {
        fmt::print(stderr, "bench: cannot write {}\n", options_.json_file);
        return EXIT_FAILURE;
    }
    return EXIT_SUCCESS;
}

}  // namespace trireme::benchmarks
