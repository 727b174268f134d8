#pragma once

#include "base/tests/random.hpp"
#include "counter/commands.hpp"

#include <array>
#include <cstdint>
#include <vector>

namespace trireme::counter::testing {

// Commands as a busy and sometimes careless office would send them: few accounts, so that they meet; request ids that
// come again with the same or another content; amounts from nothing to all that numbers hold; unknown and house
// accounts.
class RandomCommands {
public:
    explicit RandomCommands(trireme::testing::Random& random) : random_(random) {}

    [[nodiscard]] Command next(Timestamp now) {
        if (!sent_.empty() && random_.one_in(12)) {
            return sent_[random_.below(sent_.size())];
        }
        const Command command = fresh(now);
        sent_.push_back(command);
        return command;
    }

private:
    [[nodiscard]] Command fresh(Timestamp now) {
        switch (random_.below(16)) {
            case 0: return OpenAccount{account(), currency()};
            case 1:
                return random_.one_in(40) ? Command(SetRulesVersion{static_cast<std::uint32_t>(random_.below(4))})
                                          : Command(OpenAccount{account(), currency()});
            case 2:
            case 3:
            case 4: return ScheduleTransfer{request(), due(now), account(), account(), money()};
            case 5: return CancelScheduled{request(), account(), ScheduleId(random_.below(60))};
            case 6:
            case 7:
            case 8:
            case 9: return Exchange{request(), account(), account(), money(), price(), conversion()};
            default: return Transfer{request(), account(), account(), money()};
        }
    }

    // Of a few clients; sometimes of the house, and rarely of nobody.
    [[nodiscard]] AccountId account() {
        if (random_.one_in(6)) {
            return AccountId(random_.below(14));
        }
        return random_.one_in(60) ? AccountId(random_.bits()) : AccountId(1'000 + random_.below(8));
    }
    [[nodiscard]] RequestId request() { return RequestId(random_.one_in(8) ? random_.below(20) : random_.bits()); }
    [[nodiscard]] Currency currency() {
        static constexpr std::array all{Currency("USD"), Currency("EUR"), Currency("JPY"), Currency("BTC"), Currency()};
        return all[random_.below(random_.one_in(10) ? all.size() : 2)];
    }
    [[nodiscard]] Money money() {
        const auto minor_units =
            random_.one_in(10) ? random_.integer<std::int64_t>() : static_cast<std::int64_t>(random_.below(100'000));
        return {minor_units, currency()};
    }
    [[nodiscard]] Price price() {
        return Price(random_.one_in(6) ? random_.integer<std::int64_t>()
                                       : static_cast<std::int64_t>(90'000'000 + random_.below(40'000'000)));
    }
    [[nodiscard]] Conversion conversion() {
        return random_.one_in(2) ? Conversion::base_to_quote : Conversion::quote_to_base;
    }
    [[nodiscard]] Timestamp due(Timestamp now) {
        return now.plus(Duration::nanoseconds(static_cast<std::int64_t>(random_.below(20'000)) - 1'000));
    }

    trireme::testing::Random& random_;
    std::vector<Command> sent_;
};

}  // namespace trireme::counter::testing
