#pragma once

#include "base/describe.hpp"
#include "model/ids.hpp"
#include "model/order.hpp"
#include "model/reject.hpp"
#include "model/texts.hpp"

#include <cstdint>
#include <optional>
#include <string_view>

namespace trireme {

// A request came whose id was forgotten and found again (docs/rules.md, repeat.archive): the runtime puts this in its
// place, so that whoever replays the journal need not look for it. Nobody else may send it.
struct AnswerOldRequest {
    static constexpr std::uint16_t wire_type = 3;
    static constexpr std::string_view wire_name = "answer_old_request";
    static constexpr bool is_internal = true;

    AccountId account{};
    ClientOrderId client_order_id{};
    std::uint16_t command = 0;           // wire type of the request that came now
    bool same = false;                   // whether it has the first one's content
    RequestOutcome first{};              // what became of that
    std::optional<AskedOrders> asked{};  // of one to place orders that has not

    bool operator==(const AnswerOldRequest&) const = default;
};
TRIREME_DESCRIBE(AnswerOldRequest, (account, client_order_id, command, same, first, asked));

}  // namespace trireme
