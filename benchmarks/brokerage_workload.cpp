#include "base/assert.hpp"
#include "benchmarks/workload.hpp"
#include "flows/engine_alone.hpp"
#include "flows/flow_runner.hpp"
#include "flows/market_orders.hpp"
#include "runtime/typed_core.hpp"
#include "runtime/typed_vocabulary.hpp"

namespace trireme::benchmarks {
namespace {

// Another flow, of which all that it makes is kept encoded.
class RecordedFlow final : public CommandFlow {
public:
    RecordedFlow(CommandFlow& flow, EncodedCommands& commands) : flow_(flow), commands_(commands) {}

    void make(std::span<Command> commands) override {
        flow_.make(commands);
        for (const Command& command : commands) {
            commands_.add(command);
        }
    }
    void learn(std::span<const Made> made) override { flow_.learn(made); }

private:
    CommandFlow& flow_;
    EncodedCommands& commands_;
};

class BrokerageWorkload final : public Workload {
public:
    explicit BrokerageWorkload(std::size_t accounts)
        : brokerage_({.instruments = 20, .accounts = accounts}), orders_(brokerage_, 5 * accounts) {}

    [[nodiscard]] runtime::CoreKind kind() const override {
        return {.vocabulary = std::make_shared<runtime::TypedVocabulary<Command, Event>>(),
                .make = []() -> std::unique_ptr<runtime::Core> {
                    return std::make_unique<runtime::TypedCore<engine::BrokerageEngine>>();
                }};
    }

    void begin(EncodedCommands& commands) override {
        commands.clear();
        NumberedFlow opening = brokerage_.opening();
        rehearse(opening, commands, brokerage_.opening_commands());
        rehearse(orders_, commands, orders_.opening_commands());
    }

    double go_on(EncodedCommands& commands, std::size_t count) override {
        commands.clear();
        return rehearse(orders_, commands, count);
    }

private:
    double rehearse(CommandFlow& flow, EncodedCommands& commands, std::size_t count) {
        RecordedFlow recorded(flow, commands);
        const double seconds = FlowRunner(engine_, recorded).seconds_for(count);
        TRIREME_ASSERT(engine_.rejects() == 0, "{} requests were refused", engine_.rejects());
        return seconds;
    }

    Brokerage brokerage_;
    MarketOrders orders_;
    EngineAlone engine_;
};

}  // namespace

std::unique_ptr<Workload> brokerage_workload(std::size_t accounts) {
    return std::make_unique<BrokerageWorkload>(accounts);
}

}  // namespace trireme::benchmarks
