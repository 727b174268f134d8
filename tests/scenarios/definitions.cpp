#include "scenarios/definitions.hpp"

#include "codec/json.hpp"

namespace trireme::scenarios {

void Definitions::on_event(const Event& event) {
    if (const auto* const instrument = std::get_if<InstrumentDefined>(&event)) {
        instruments_[instrument->instrument.id.value()] = codec::to_json(instrument->instrument);
    } else if (const auto* const group = std::get_if<GroupDefined>(&event)) {
        groups_[group->group.id.value()] = codec::to_json(group->group);
    } else if (const auto* const opened = std::get_if<AccountOpened>(&event)) {
        accounts_[opened->account.value()] = codec::to_json(opened->terms);
    } else if (const auto* const changed = std::get_if<AccountChanged>(&event)) {
        accounts_[changed->account.value()] = codec::to_json(changed->terms);
    }
}

}  // namespace trireme::scenarios
