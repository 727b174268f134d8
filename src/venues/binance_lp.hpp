#pragma once

#include "base/result.hpp"
#include "ports/lp_adapter.hpp"
#include "venues/binance_market.hpp"
#include "venues/binance_trading.hpp"
#include "venues/network.hpp"

#include <memory>
#include <optional>

namespace trireme::venues {

struct BinanceLpTerms {
    LpSlot lp{};
    struct Instrument {
        BinanceFeedTerms::Instrument market{};
        std::string base_asset{};  // whose balance is the position
    };
    std::vector<Instrument> instruments{};
    NetworkAddress streams{"stream.binance.com", 9443};
    NetworkAddress rest{"api.binance.com", 443};
    BinanceCredentials credentials{};  // without an API key: prices only, and no order is taken
    BinanceMarketTerms market{};       // of its feed and address what stands above
    BinanceTradingTerms trading{};     // likewise
};

// Binance's spot market as an LP. All of its logic runs in the calls of its owner; sockets are the network's.
class BinanceLp final : public LpAdapter {
public:
    [[nodiscard]] static Result<std::unique_ptr<BinanceLp>> create(BinanceLpTerms terms,
                                                                   std::unique_ptr<Network> network);

    void poll(Timestamp now, LpListener& listener) override;
    [[nodiscard]] Timestamp next_due() const override;
    [[nodiscard]] LpHealth health() const override;

    [[nodiscard]] LpAdmission send(const LpOrder& order, Timestamp now) override;
    [[nodiscard]] LpAdmission cancel(const LpOrderName& name, Timestamp now) override;
    [[nodiscard]] LpAdmission replace(const LpReplace& replacement, Timestamp now) override;
    [[nodiscard]] LpAdmission ask_status(const LpOrderName& name, Timestamp now) override;
    [[nodiscard]] LpAdmission ask_open_orders(Timestamp now) override;
    [[nodiscard]] LpAdmission ask_positions(Timestamp now) override;

    // Whether orders are taken: the exchange's rules and clock are known, and it tells what becomes of orders.
    [[nodiscard]] bool takes_orders() const { return trading_ && trading_->is_ready(); }
    [[nodiscard]] const BinanceMarket& market() const { return market_; }
    // Nothing where there are no credentials.
    [[nodiscard]] const BinanceTrading* trading() const { return trading_ ? &*trading_ : nullptr; }

private:
    BinanceLp(std::unique_ptr<Network> network, BinanceMarket market, std::optional<BinanceTrading> trading);

    std::unique_ptr<Network> network_;
    BinanceLimits limits_;
    BinanceMarket market_;
    std::optional<BinanceTrading> trading_;
    Timestamp changed_{};
    Timestamp last_message_{};
};

}  // namespace trireme::venues
