// Market data: how many quotes of LPs are made into prices; what it costs to bring ticks in, to read a range of them,
// and to read them all.

#include "benchmarks/liquidity_aggregate.hpp"
#include "benchmarks/liquidity_frames.hpp"
#include "benchmarks/liquidity_store.hpp"
#include "benchmarks/report.hpp"
#include "benchmarks/yardsticks.hpp"

int main(int argc, char** argv) {
    using namespace trireme::benchmarks;
    Report report("liquidity", parse_options(argc, argv));
    report_yardsticks(report);
    if (report.wants("aggregation")) {
        measure_aggregation(report);
    }
    if (report.wants("frames")) {
        measure_frames(report);
    }
    if (report.wants("import")) {
        measure_import(report);
    }
    if (report.wants("store")) {
        measure_store(report);
    }
    return report.finish();
}
