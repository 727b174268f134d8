#include "app/brokerage_core.hpp"

#include "engine/brokerage_engine.hpp"
#include "runtime/typed_core.hpp"
#include "runtime/typed_vocabulary.hpp"

namespace trireme::app {
namespace {

using BrokerageCore = runtime::TypedCore<engine::BrokerageEngine>;

}  // namespace

runtime::CoreKind brokerage_core_kind() {
    return {.vocabulary = std::make_shared<runtime::TypedVocabulary<Command, Event>>(),
            .make = []() -> std::unique_ptr<runtime::Core> { return std::make_unique<BrokerageCore>(); }};
}

engine::EngineState state_of(const runtime::Core& core) {
    const auto* const brokerage = dynamic_cast<const BrokerageCore*>(&core);
    TRIREME_ASSERT(brokerage != nullptr, "{} is not the brokerage engine", core.name());
    return brokerage->typed().state();
}

}  // namespace trireme::app
