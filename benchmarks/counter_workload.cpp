#include "benchmarks/workload.hpp"
#include "counter/commands.hpp"
#include "counter/ledger.hpp"
#include "runtime/typed_core.hpp"
#include "runtime/typed_vocabulary.hpp"

namespace trireme::benchmarks {
namespace {

class CounterWorkload final : public Workload {
public:
    [[nodiscard]] runtime::CoreKind kind() const override {
        using Ledger = counter::CounterLedger;
        return {
            .vocabulary = std::make_shared<runtime::TypedVocabulary<Ledger::Command, Ledger::Event>>(),
            .make = []() -> std::unique_ptr<runtime::Core> { return std::make_unique<runtime::TypedCore<Ledger>>(); }};
    }

    void begin(EncodedCommands& commands) override {
        commands.clear();
        for (const std::uint64_t side : {0UL, 1UL}) {
            commands.add<counter::Command>(counter::OpenAccount{account(side), Currency("USD")});
        }
    }

    double go_on(EncodedCommands& commands, std::size_t count) override {
        commands.clear();
        for (std::size_t index = 0; index < count; ++index) {
            const std::uint64_t side = next_request_ % 2;
            commands.add<counter::Command>(counter::Transfer{RequestId(next_request_), account(side), account(1 - side),
                                                             Money(1, Currency("USD"))});
            next_request_ += 1;
        }
        return 0;
    }

private:
    static AccountId account(std::uint64_t side) { return AccountId(1000 + side); }

    std::uint64_t next_request_ = 1;
};

}  // namespace

std::unique_ptr<Workload> counter_workload() { return std::make_unique<CounterWorkload>(); }

}  // namespace trireme::benchmarks
