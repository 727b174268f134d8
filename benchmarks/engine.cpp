// The brokerage engine: how fast, how steady, how large, and how each grows with the book.

#include "benchmarks/engine_bench.hpp"
#include "benchmarks/yardsticks.hpp"

#include <string_view>
#include <utility>

int main(int argc, char** argv) {
    using namespace trireme::benchmarks;
    Report report("engine", parse_options(argc, argv));
    EngineBench bench(report);
    constexpr std::pair<std::string_view, void (*)(EngineBench&)> measurements[] = {
        {"market orders", measure_market_orders},
        {"encoded orders", measure_encoded_orders},
        {"resting orders", measure_resting_orders},
        {"orders among quotes", measure_orders_among_quotes},
        {"quiet quotes", measure_quotes},
        {"resting triggers", measure_resting_triggers},
        {"volatile day", measure_volatile_day},
        {"memory", measure_memory},
        {"growth", measure_growth},
        {"longest", measure_longest},
    };
    report_yardsticks(report);
    for (const auto& [name, measure] : measurements) {
        if (report.wants(name)) {
            measure(bench);
        }
    }
    bench.report_longest();
    return report.finish();
}
