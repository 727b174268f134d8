#include "flows/brokerage.hpp"

#include "base/scatter.hpp"

#include <fmt/format.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <fstream>
#include <vector>

namespace trireme::benchmarks {
namespace {

constexpr Currency usd("USD");
constexpr std::uint32_t routing_rules = 10;

// As many pairs of dollars as there are other currencies; what goes beyond are shares.
std::vector<Currency> other_currencies() {
    std::vector<Currency> others;
    for (const currency_table::Row& row : currency_table::rows) {
        const Currency currency = *Currency::from_packed(row.packed);
        if (currency != usd && currency != Currency()) {
            others.push_back(currency);
        }
    }
    return others;
}

Instrument pair_or_share(InstrumentId id, std::size_t index) {
    static const std::vector<Currency> currencies = other_currencies();
    const bool is_pair = index < currencies.size();
    Instrument instrument;
    instrument.id = id;
    instrument.symbol = *Symbol::from_text(fmt::format("{}{}", is_pair ? "PAIR" : "SHARE", id.value()));
    instrument.name = fmt::format("{} {}", is_pair ? "pair" : "share", id.value());
    instrument.type = is_pair ? InstrumentType::forex : InstrumentType::stock;
    instrument.base = is_pair ? currencies[index] : Currency();
    instrument.quote = usd;
    instrument.digits = 5;
    instrument.tick_size = Price(1'000);
    instrument.contract_size = Ratio(100'000 * one);
    instrument.lots_min = Lots(one / 100);
    instrument.lots_max = Lots(1'000 * one);
    instrument.lots_step = Lots(one / 100);
    instrument.margin_mode = is_pair ? MarginMode::forex : MarginMode::standard;
    return instrument;
}

Group retail() {
    Group group;
    group.id = GroupId(1);
    group.name = GroupName("retail");
    group.leverage = Ratio(100 * one);
    group.markup_points = 2;
    group.commission = Commission{.per_lot = Ratio(7 * one), .currency = usd, .sides = CommissionSides::both};
    group.margin_call_level = Ratio(100 * one);
    group.stop_out_level = Ratio(50 * one);
    return group;
}

// Large orders first, of which there are none here; the last takes everything.
SetRoutingRules rules_by_size() {
    SetRoutingRules rules{.version = 1};
    for (std::uint32_t id = 1; id < routing_rules; ++id) {
        RoutingRule rule{.id = RoutingRuleId(id), .book = Book::b};
        rule.when.lots_min = Lots(1'000 * one - id * one);
        rules.rules.push_back(rule);
    }
    rules.rules.push_back({.id = RoutingRuleId(routing_rules), .book = Book::b});
    return rules;
}

}  // namespace

Brokerage::Brokerage(const Size& size) : size_(size) {
    size_.instruments_per_account = std::min(size.instruments_per_account, size.instruments);
}

NumberedFlow Brokerage::opening() {
    return NumberedFlow([this](std::size_t number, Command& command) { make_opening(number, command); });
}

void Brokerage::make_opening(std::size_t number, Command& command) {
    if (number == 0) {
        command = DefineGroup{retail()};
        return;
    }
    if (number == 1) {
        command = rules_by_size();
        return;
    }
    number -= 2;
    if (const std::size_t index = number / 2; index < size_.instruments) {
        if (number % 2 == 0) {
            command = DefineInstrument{pair_or_share(instrument(index), index)};
        } else {
            command = Quotes{{{instrument(index), bid, ask}}};
        }
        return;
    }
    number -= 2 * size_.instruments;
    const std::size_t index = number / 2;
    if (number % 2 == 0) {
        command = OpenAccount{
            AccountTerms{.account = account(index), .owner = UserId(1), .group = GroupId(1), .currency = usd}};
    } else {
        const std::int64_t spread =
            size_.deposit_spread_dollars == 0
                ? 0
                : static_cast<std::int64_t>(scatter(index) % static_cast<std::uint64_t>(size_.deposit_spread_dollars));
        command = Deposit{account(index), next_client_order_id(), Money{(size_.deposit_dollars + spread) * 100, usd}};
    }
}

NumberedFlow Brokerage::refused_requests() {
    return NumberedFlow([this](std::size_t number, Command& command) {
        command = CancelOrder{account(number), next_client_order_id(), OrderId(UINT64_MAX)};
    });
}

InstrumentId Brokerage::instrument_of(std::size_t account, std::size_t choice) const {
    const std::size_t apart = size_.instruments / size_.instruments_per_account;
    return instrument(scatter(account) % size_.instruments + choice % size_.instruments_per_account * apart);
}

ClientOrderId Brokerage::next_client_order_id() {
    // Eight digits of base 32 after a prefix, as short as clients' ids are.
    std::array<char, 12> text{'o', 'r', 'd', '-'};
    std::uint64_t rest = ++requests_;
    for (std::size_t at = text.size(); at > 4; --at) {
        text[at - 1] = "0123456789abcdefghijklmnopqrstuv"[rest % 32];
        rest /= 32;
    }
    return *ClientOrderId::from_text({text.data(), text.size()});
}

PlaceOrder market_order(AccountId account, InstrumentId instrument, Side side) {
    PlaceOrder request{.account = account};
    request.order = {.instrument = instrument, .side = side, .type = OrderType::market, .lots = Lots(one / 10)};
    return request;
}

PlaceOrder limit_order(AccountId account, InstrumentId instrument, std::int64_t ticks_below) {
    PlaceOrder request = market_order(account, instrument, Side::buy);
    request.order.type = OrderType::limit;
    request.order.price = Price(Brokerage::bid.value() - ticks_below * tick);
    return request;
}

std::size_t resident_bytes() {
    std::size_t all_pages = 0;
    std::size_t resident_pages = 0;
    std::ifstream("/proc/self/statm") >> all_pages >> resident_pages;
    return resident_pages * static_cast<std::size_t>(::sysconf(_SC_PAGESIZE));
}

}  // namespace trireme::benchmarks
