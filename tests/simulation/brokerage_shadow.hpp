#pragma once

#include "engine/brokerage_engine.hpp"
#include "reference/event_audit.hpp"
#include "reference/reference_broker.hpp"
#include "simulation/shadow.hpp"

#include <map>

namespace trireme::simulation {

// The brokerage engine without the runtime beside its reference model, which must decide alike; the invariants of the
// events; and every request that was ever done, of which there must be one effect however often it came.
class BrokerageShadow final : public Shadow {
public:
    [[nodiscard]] std::optional<std::string> check_whole_state() const override;
    [[nodiscard]] std::uint64_t state_hash() const override;
    [[nodiscard]] bool is_timer(std::uint16_t type) const override;
    [[nodiscard]] bool answers_old_request(std::uint16_t type) const override;
    [[nodiscard]] std::string request_name(ByteView command) const override;
    [[nodiscard]] bool stands_for(ByteView record, ByteView command) const override;

    [[nodiscard]] const reference::ReferenceBroker& broker() const { return reference_; }

private:
    // A request as it came first, and what became of it.
    struct Done {
        ByteBuffer command;
        RequestOutcome outcome;
    };

    [[nodiscard]] std::optional<std::string> decide(Timestamp time, ByteView command,
                                                    std::vector<SaidEvent>& events) override;
    void forget_all() override;
    [[nodiscard]] std::optional<std::string> check_effect(const Command& command, ByteView bytes,
                                                          const std::vector<Event>& events);
    [[nodiscard]] std::optional<std::string> check_old_answer(const AnswerOldRequest& answer) const;

    engine::BrokerageEngine engine_;
    reference::ReferenceBroker reference_;
    reference::EventAudit audit_;
    std::map<std::string, Done> done_;  // by name
};

}  // namespace trireme::simulation
