#pragma once

#include <chrono>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

// What the benchmarks share: options, figures, and where they go. A figure is the median over several rounds of one
// run, never a single shot.
namespace trireme::benchmarks {

struct Options {
    bool quick = false;     // shows that the benchmark works, not what the machine can do
    std::string json_file;  // empty: none
    std::string only;       // a part of the names of what is to be measured; empty: all
    std::string quotes;     // a file of recorded quotes, for what can be measured with them; empty: none
};

// Reads `--json FILE`, `--quick`, `--only TEXT` and `--quotes FILE`; ends the program with a message on anything else.
[[nodiscard]] Options parse_options(int argc, char** argv);

// Latencies or rates as they were measured, one per occurrence or round.
class Samples {
public:
    void add(double value) { values_.push_back(value); }
    // The value below which `fraction` of the samples lie; 0.5 is the median.
    [[nodiscard]] double percentile(double fraction) const;
    [[nodiscard]] double median() const { return percentile(0.5); }
    [[nodiscard]] double maximum() const { return percentile(1.0); }
    [[nodiscard]] std::size_t count() const { return values_.size(); }

private:
    std::vector<double> values_;
};

// Latencies of several rounds: a percentile is the median of the rounds' percentiles, the maximum that of all rounds.
class LatencyRounds {
public:
    void add(const Samples& round);

    [[nodiscard]] double p50() const { return p50_.median(); }
    [[nodiscard]] double p99() const { return p99_.median(); }
    [[nodiscard]] double p999() const { return p999_.median(); }
    [[nodiscard]] double maximum() const { return maximum_.maximum(); }

private:
    Samples p50_;
    Samples p99_;
    Samples p999_;
    Samples maximum_;
};

class Report {
public:
    Report(std::string_view area, Options options);

    void section(std::string_view title);
    [[nodiscard]] const std::string& section_title() const { return section_; }
    void figure(std::string_view name, double value, std::string_view unit, std::string_view remark = "");
    // p50, p99 and maximum; of rounds p99.9 as well.
    void latency(std::string_view name, const Samples& samples, std::string_view unit, std::string_view remark = "");
    void latency(std::string_view name, const LatencyRounds& rounds, std::string_view unit,
                 std::string_view remark = "");

    // Figures of one unit side by side: one row for each of what is compared, under the columns' names.
    void columns(std::vector<std::string> names, std::string_view unit);
    void row(std::string_view name, const std::vector<double>& values);

    // Writes the JSON file, if one was asked for. The program's exit status.
    [[nodiscard]] int finish() const;

    [[nodiscard]] bool quick() const { return options_.quick; }
    [[nodiscard]] const std::string& quotes_file() const { return options_.quotes; }
    // Whether a measurement of this name was asked for.
    [[nodiscard]] bool wants(std::string_view name) const { return name.contains(options_.only); }

private:
    struct Figure {
        std::string section;
        std::string name;
        double value;
        std::string unit;
        std::string remark;
    };

    std::string area_;
    Options options_;
    std::string section_;
    std::vector<std::string> columns_;
    std::string columns_unit_;
    std::vector<Figure> figures_;
};

[[nodiscard]] inline double seconds_since(std::chrono::steady_clock::time_point begin) {
    return std::chrono::duration<double>(std::chrono::steady_clock::now() - begin).count();
}

// Keeps the compiler from dropping a value that is computed only to be timed.
template <class T>
void keep(const T& value) {
    asm volatile("" : : "g"(&value) : "memory");
}

}  // namespace trireme::benchmarks
