#include "benchmarks/counter_core.hpp"

#include "counter/ledger.hpp"
#include "runtime/typed_core.hpp"
#include "runtime/typed_vocabulary.hpp"

namespace trireme::benchmarks {

runtime::CoreKind counter_core_kind() {
    using Ledger = counter::CounterLedger;
    return {.vocabulary = std::make_shared<runtime::TypedVocabulary<Ledger::Command, Ledger::Event>>(),
            .make = []() -> std::unique_ptr<runtime::Core> { return std::make_unique<runtime::TypedCore<Ledger>>(); }};
}

}  // namespace trireme::benchmarks
