#pragma once

#include "base/result.hpp"
#include "fix/order_chains.hpp"
#include "fix/profile.hpp"
#include "ports/lp_order.hpp"

#include <map>
#include <string>
#include <string_view>

namespace trireme::fix {

// What the house asks of an LP, as messages of FIX 4.4. An error means that nothing can be sent: the LP's terms have no
// way to say it, or the order is not known (any more).
class OrderRequests {
public:
    OrderRequests(const FixProfile& profile, OrderChains& chains);

    // NewOrderSingle (D). `quote` is the LP's name of the quote that is answered; may be empty.
    [[nodiscard]] Result<FixBody> order(const LpOrder& order, const std::string& quote, Timestamp now);
    [[nodiscard]] Result<FixBody> cancel(const LpOrderName& name, Timestamp now);        // F
    [[nodiscard]] Result<FixBody> replace(const LpReplace& replacement, Timestamp now);  // G
    [[nodiscard]] FixBody status(const LpOrderName& name);                               // H
    [[nodiscard]] FixBody open_orders(std::string_view request) const;                   // AF
    [[nodiscard]] FixBody positions(std::string_view request, Timestamp now) const;      // AN
    [[nodiscard]] FixBody securities(std::string_view request) const;                    // x

private:
    void add_instrument(FixBody& body, const FixInstrument& instrument) const;
    void add_ours(FixBody& body) const;
    [[nodiscard]] const FixInstrument* find(std::string_view symbol) const;

    const FixProfile& profile_;
    OrderChains& chains_;
    std::map<InstrumentSlot, const FixInstrument*> by_slot_;
};

}  // namespace trireme::fix
