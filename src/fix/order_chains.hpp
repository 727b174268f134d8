#pragma once

#include "base/result.hpp"
#include "fix/message_view.hpp"
#include "model/side.hpp"
#include "ports/lp_order.hpp"

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>

namespace trireme::fix {

// FIX wants a new ClOrdID for each cancel and replacement, and ours is one name for the whole life of an order. The
// first ClOrdID is the name; later ones are the name, a mark and a number that goes up. So the name can be read off any
// of them, whatever was lost.
inline constexpr char chain_mark = '~';

// The name that a ClOrdID is of; nothing if it is too long for one or has other letters.
[[nodiscard]] std::optional<LpOrderName> name_of_chain(std::string_view client_order_id);

class OrderChains {
public:
    struct Chain {
        std::string symbol{};  // as the LP writes it
        Side side = Side::buy;
        std::string quantity{};     // as it was sent last
        std::string lp_order_id{};  // 37, once a report told it
        std::uint32_t last = 0;     // the number of the ClOrdID used last
        std::uint32_t current = 0;  // and of the one by which the LP knows the order
    };

    void begin(const LpOrderName& name, Chain chain) { chains_.insert_or_assign(name, std::move(chain)); }
    [[nodiscard]] Chain* find(const LpOrderName& name);
    void end(const LpOrderName& name) { chains_.erase(name); }
    // D, F or G that was sent before a restart. A replacement counts as accepted until a report says otherwise.
    void take_sent(const MessageView& message);
    // Any report: what the LP says holds, also of an order that is not known any more.
    void take_report(const LpOrderName& name, const MessageView& message);

    [[nodiscard]] static std::string client_order_id(const LpOrderName& name, std::uint32_t number);

private:
    std::map<LpOrderName, Chain> chains_;
};

}  // namespace trireme::fix
