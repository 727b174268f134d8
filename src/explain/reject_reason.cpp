#include "explain/reject_reason.hpp"

#include "explain/words.hpp"
#include "model/commands.hpp"

#include <boost/mp11.hpp>
#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <concepts>
#include <string_view>
#include <variant>

namespace trireme::explain {
namespace {

struct Reason {
    RejectCode code;
    std::string_view words;
};

// What each code says. A word in braces stands for that figure of the event; what stands in brackets is left out
// without it.
constexpr std::array reasons{
    Reason{RejectCode::conflict, "the same client_order_id stood for something else before"},
    Reason{RejectCode::unknown_account, "there is no account {account}"},
    Reason{RejectCode::account_closed, "account {account} is closed"},
    Reason{RejectCode::account_suspended, "account {account} is suspended"},
    Reason{RejectCode::account_close_only, "account {account} may only close, and this would add risk"},
    Reason{RejectCode::trading_halted, "the kill switch for all trading is on"},
    Reason{RejectCode::account_halted, "the kill switch of account {account} is on"},
    Reason{RejectCode::account_exists, "account {account} exists"},
    Reason{RejectCode::account_not_empty, "account {account} still has positions, orders or money"},
    Reason{RejectCode::unknown_group, "there is no group {group}"},
    Reason{RejectCode::hedging_only, "account {account} is netting"},
    Reason{RejectCode::netting_only, "account {account} is hedging"},
    Reason{RejectCode::unknown_instrument, "there is no instrument {instrument}"},
    Reason{RejectCode::instrument_inactive, "{instrument} is not traded"},
    Reason{RejectCode::instrument_halted, "the kill switch of {instrument} is on"},
    Reason{RejectCode::instrument_in_use, "{field} of {instrument} never changes"},
    Reason{RejectCode::market_closed, "{instrument} is outside its sessions or in a holiday"},
    Reason{RejectCode::off_quotes, "the last quote of {instrument} is too old or missing[: it is of {time}]"},
    Reason{RejectCode::no_liquidity, "the book of {instrument} has no volume on that side"},
    Reason{RejectCode::required_field, "{field} is missing"},
    Reason{RejectCode::unexpected_field, "{field} does not belong here"},
    Reason{RejectCode::invalid_field, "{field} holds no sensible value"},
    Reason{RejectCode::volume_too_small, "{asked_lots} lots are less than {limit_lots}"},
    Reason{RejectCode::volume_too_large, "{asked_lots} lots are more than {limit_lots}"},
    Reason{RejectCode::volume_not_step, "{asked_lots} lots are no multiple of {limit_lots}"},
    Reason{RejectCode::expiry_passed, "the expiry {time} is not later than now"},
    Reason{RejectCode::price_not_tick, "{field} {asked_price} is no multiple of {limit_price}"},
    Reason{RejectCode::price_wrong_side,
           "{field} {asked_price} is on the wrong side[ of {limit_price}], with bid {bid} and ask {ask}"},
    Reason{RejectCode::price_beyond_collar,
           "{field} {asked_price} is further than {limit_price} from mid, with bid {bid} and ask {ask}"},
    Reason{RejectCode::deviation_exceeded, "the price is {limit_price}, too far from the {asked_price} that was asked"},
    Reason{RejectCode::too_many_orders, "it would be open order {asked_count} where {limit_count} are allowed"},
    Reason{RejectCode::lots_limit, "{asked_lots} lots would be held and ordered where {limit_lots} are allowed"},
    Reason{RejectCode::exposure_limit, "the exposure would be {asked_amount} where {limit_amount} is allowed"},
    Reason{RejectCode::daily_loss_limit,
           "the loss of the day is {asked_amount} where {limit_amount} is allowed[: {baseline} at the last rollover, "
           "{moved} moved since, equity {equity}]"},
    Reason{RejectCode::order_rate_limit, "it is order {asked_count} of this second where {limit_count} are allowed"},
    Reason{RejectCode::no_money,
           "it would leave equity {equity} for a used margin of {used_margin}: a free margin of {asked_amount}[, after "
           "{limit_amount} before]"},
    Reason{RejectCode::no_rate, "no price leads from the currency of {instrument} to that of the account"},
    Reason{RejectCode::out_of_range, "it is more than can be counted"},
    Reason{RejectCode::amount_not_positive, "the amount {asked_amount} has the wrong sign"},
    Reason{RejectCode::currency_mismatch, "{asked_amount} is not in the currency of account {account}"},
    Reason{RejectCode::insufficient_funds, "{asked_amount} is more than the {limit_amount} that can be taken"},
    Reason{RejectCode::unknown_withdrawal, "there is no withdrawal {asked_count} to decide"},
    Reason{RejectCode::unknown_deposit, "{asked_amount} is more than the {limit_amount} in transit"},
    Reason{RejectCode::same_person, "user {user} asked for it, and another must decide"},
    Reason{RejectCode::book_not_available, "routing chose a book that executes nothing yet"},
    Reason{RejectCode::unknown_order, "the account has no live order {order}"},
    Reason{RejectCode::unknown_position, "the account has no such open position[ as {position}]"},
    Reason{RejectCode::wrong_side, "it is on the same side as position {position}, which it should close"},
    Reason{RejectCode::same_side, "both are on the side of position {position}"},
    Reason{RejectCode::nothing_to_close, "account {account} holds no position"},
    Reason{RejectCode::nothing_changed, "nothing would change"},
    Reason{RejectCode::already_applied, "corporate action {asked_count} was applied before"},
    Reason{RejectCode::unnamed_person, "no person is named"},
    Reason{RejectCode::too_many, "{asked_count} are more than {limit_count}"},
    Reason{RejectCode::unknown_rules_version, "{limit_count} is the latest version of the rules"},
    Reason{RejectCode::rules_version_goes_back, "version {limit_count} of the rules is in force"},
    Reason{RejectCode::nothing_due, "nothing is due"},
    Reason{RejectCode::unknown_lp_order, "no order {asked_count} at an LP is of unknown outcome"},
};
static_assert(reasons.size() == boost::mp11::mp_size<boost::describe::describe_enumerators<RejectCode>>::value,
              "each reject code has its words");

template <class T>
std::string words_of(const T& value, const Situation& situation) {
    if constexpr (std::same_as<T, InstrumentId>) {
        return situation.name_of(value);
    } else if constexpr (std::same_as<T, FieldName>) {
        return std::string(value.view());
    } else if constexpr (std::same_as<T, Timestamp>) {
        return format_timestamp(value);
    } else if constexpr (std::same_as<T, std::uint64_t>) {
        return std::to_string(value);
    } else if constexpr (std::same_as<T, RoutingDecision>) {
        return std::string(in_words(value.book));
    } else {
        return format(value);
    }
}

// The figure of that name, if the event has it.
std::optional<std::string> figure(const RejectFigures& figures, std::string_view name, const Situation& situation) {
    std::optional<std::string> words;
    for_each_field(figures, [&](std::string_view field, const auto& value) {
        if (field == name && value) {
            words = words_of(*value, situation);
        }
    });
    return words;
}

struct Words {
    std::string text;
    bool has_all_figures = true;
};

Words with_figures(std::string_view said, const RejectFigures& figures, const Situation& situation) {
    Words words;
    for (;;) {
        const std::size_t open = said.find('{');
        words.text += said.substr(0, open);
        if (open == std::string_view::npos) {
            return words;
        }
        const std::size_t close = said.find('}');
        const auto found = figure(figures, said.substr(open + 1, close - open - 1), situation);
        words.has_all_figures = words.has_all_figures && found;
        words.text += found.value_or("(unknown)");
        said.remove_prefix(close + 1);
    }
}

}  // namespace

std::string reason_in_words(const Rejected& rejected, const Situation& situation) {
    std::string_view said;
    for (const Reason& reason : reasons) {
        said = reason.code == rejected.code ? reason.words : said;
    }
    std::string words;
    while (!said.empty()) {
        const bool is_optional = said.front() == '[';
        said.remove_prefix(is_optional ? 1 : 0);
        const std::size_t end = std::min(said.find(is_optional ? ']' : '['), said.size());
        const Words part = with_figures(said.substr(0, end), rejected.figures, situation);
        words += is_optional && !part.has_all_figures ? "" : part.text;
        said.remove_prefix(is_optional ? end + 1 : end);
    }
    return words;
}

std::string command_name(std::uint16_t wire_type) {
    std::string name = fmt::format("command {}", wire_type);
    boost::mp11::mp_for_each<boost::mp11::mp_iota_c<std::variant_size_v<Command>>>([&](auto index) {
        using Alternative = std::variant_alternative_t<index, Command>;
        if (Alternative::wire_type == wire_type) {
            name = Alternative::wire_name;
        }
    });
    return name;
}

}  // namespace trireme::explain
