#include "benchmarks/brokerage.hpp"

#include <fmt/format.h>
#include <unistd.h>

#include <array>
#include <fstream>

namespace trireme::benchmarks {
namespace {

constexpr std::int64_t one = 100'000'000;
constexpr Currency usd("USD");
constexpr std::uint32_t routing_rules = 10;

Currency base_currency(std::size_t index) {
    const std::array<char, 3> letters{static_cast<char>('A' + index / 26 % 26), static_cast<char>('A' + index % 26),
                                      static_cast<char>('Q' + index / 676 % 4)};
    return *Currency::from_code({letters.data(), letters.size()});
}

Instrument pair_of_dollars(InstrumentId id, std::size_t index) {
    Instrument instrument;
    instrument.id = id;
    instrument.symbol = *Symbol::from_text(fmt::format("PAIR{}", id.value()));
    instrument.name = fmt::format("pair {}", id.value());
    instrument.base = base_currency(index);
    instrument.quote = usd;
    instrument.digits = 5;
    instrument.tick_size = Price(1'000);
    instrument.contract_size = Ratio(100'000 * one);
    instrument.lots_min = Lots(one / 100);
    instrument.lots_max = Lots(1'000 * one);
    instrument.lots_step = Lots(one / 100);
    instrument.margin_mode = MarginMode::forex;
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
    apply(DefineGroup{retail()});
    apply(rules_by_size());
    for (std::size_t index = 0; index < size.instruments; ++index) {
        apply(DefineInstrument{pair_of_dollars(instrument(index), index)});
        apply(Quotes{{{instrument(index), bid, ask}}});
    }
    for (std::size_t index = 0; index < size.accounts; ++index) {
        apply(OpenAccount{
            AccountTerms{.account = account(index), .owner = UserId(1), .group = GroupId(1), .currency = usd}});
        apply(Deposit{account(index), next_client_order_id(), Money{10'000'000'00, usd}});
    }
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

void Brokerage::remember_ids(std::size_t count) {
    Command command = CancelOrder{};
    auto& cancel = std::get<CancelOrder>(command);
    for (std::size_t index = 0; index < count; ++index) {
        cancel = {account(index), next_client_order_id(), OrderId(UINT64_MAX)};
        apply(command);
    }
}

std::size_t resident_bytes() {
    std::size_t all_pages = 0;
    std::size_t resident_pages = 0;
    std::ifstream("/proc/self/statm") >> all_pages >> resident_pages;
    return resident_pages * static_cast<std::size_t>(::sysconf(_SC_PAGESIZE));
}

}  // namespace trireme::benchmarks
