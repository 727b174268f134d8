#include "counterparts/delta_site.hpp"

#include "base/assert.hpp"
#include "venues/order_life.hpp"

#include <boost/crc.hpp>
#include <fmt/format.h>

#include <algorithm>

namespace trireme::counterparts {

using venues::DeltaQuoted;

namespace {

std::int64_t microseconds(Timestamp time) { return time.nanoseconds_since_1970() / 1'000; }

}  // namespace

DeltaSite::DeltaSite(const DeltaSiteTerms& terms, std::unique_ptr<LpAdapter> lp) : terms_(terms), lp_(std::move(lp)) {}

void DeltaSite::on_gone(PeerId peer) {
    std::erase(subscribers_, peer);
    for (auto& [name, order] : orders_) {
        if (order.waiting == peer) {
            order.waiting.reset();
        }
    }
}

void DeltaSite::on_time(Peers& peers, Timestamp now) {
    now_ = now;
    peers_ = &peers;
    lp_->poll(now, *this);
    if (now >= next_beat_) {
        next_beat_ = now.plus(terms_.heartbeat);
        tell_all(R"({"type":"heartbeat"})");
    }
    peers_ = nullptr;
}

std::optional<Lots> DeltaSite::dealt_of(const LpOrderName& name) const {
    const auto found = orders_.find(name);
    return found == orders_.end() ? std::nullopt : std::optional(found->second.cumulative);
}

void DeltaSite::tell_all(const std::string& text) {
    for (const PeerId peer : subscribers_) {
        peers_->write(peer, text);
    }
}

const DeltaQuoted& DeltaSite::quoted_of(InstrumentSlot slot) const {
    const auto found = std::ranges::find(terms_.instruments, slot, &DeltaQuoted::slot);
    TRIREME_ASSERT(found != terms_.instruments.end(), "the LP quotes what the site was told of");
    return *found;
}

std::string DeltaSite::contracts(Lots lots, InstrumentSlot slot) const {
    const Int128 count = Int128{lots.value()} * quoted_of(slot).contract_size.value() / 100'000'000 / 100'000'000;
    return fmt::format("{}", static_cast<std::int64_t>(count));
}

// Of the first levels; `form` has a place for the price and one for the size.
std::string DeltaSite::side(const BookSide& levels, InstrumentSlot slot, std::string_view form,
                            std::size_t levels_max) const {
    std::string text;
    for (std::size_t at = 0; at < std::min(levels.size(), levels_max); ++at) {
        text += at == 0 ? "" : ",";
        text += fmt::format(fmt::runtime(form), format(levels[at].price), contracts(levels[at].lots, slot));
    }
    return text;
}

std::string DeltaSite::changes(const BookSide& before, const BookSide& after, InstrumentSlot slot) const {
    std::string text;
    const auto add = [&](Price price, const std::string& size) {
        text += fmt::format(R"({}["{}","{}"])", text.empty() ? "" : ",", format(price), size);
    };
    for (const BookLevel& level : before) {
        if (std::ranges::find(after, level.price, &BookLevel::price) == after.end()) {
            add(level.price, "0");
        }
    }
    for (const BookLevel& level : after) {
        if (std::ranges::find(before, level) == before.end()) {
            add(level.price, contracts(level.lots, slot));
        }
    }
    return text;
}

std::string DeltaSite::book_message(InstrumentSlot slot, std::string_view action, std::string_view bids,
                                    std::string_view asks) const {
    const Book& book = books_.at(slot);
    boost::crc_32_type sum;
    const std::string text =
        fmt::format("{}|{}", side(book.asks, slot, "{}:{}", 10), side(book.bids, slot, "{}:{}", 10));
    sum.process_bytes(text.data(), text.size());
    return fmt::format(R"({{"type":"l2_updates","action":"{}","symbol":"{}","sequence_no":{},"timestamp":{},)"
                       R"("bids":[{}],"asks":[{}],"cs":{}}})",
                       action, quoted_of(slot).symbol.view(), book.sequence, microseconds(now_), bids, asks,
                       sum.checksum());
}

void DeltaSite::on_depth(const LpDepth& depth) {
    Book& book = books_[depth.instrument];
    const std::string bids = changes(book.bids, depth.bids, depth.instrument);
    const std::string asks = changes(book.asks, depth.asks, depth.instrument);
    ++book.sequence;
    book.bids = depth.bids;
    book.asks = depth.asks;
    tell_all(peers_->faults().lies() ? book_message(depth.instrument, "update", R"(["1000000","5"])", asks)
                                     : book_message(depth.instrument, "update", bids, asks));
}

std::string DeltaSite::members(const Order& order) const {
    const InstrumentSlot slot = order.asked.instrument;
    const std::string reason = order.reason.empty() ? "null" : fmt::format("\"{}\"", order.reason);
    return fmt::format(R"("client_order_id":"{}","side":"{}","state":"{}","size":{},"unfilled_size":{},)"
                       R"("limit_price":"{}","cancellation_reason":{})",
                       order.asked.name.view(), order.asked.side == Side::buy ? "buy" : "sell", order.state,
                       contracts(order.asked.lots, slot),
                       contracts(Lots(order.asked.lots.value() - order.cumulative.value()), slot),
                       format(order.asked.price), reason);
}

void DeltaSite::answer(Order& order, unsigned status, std::string body) {
    if (!order.waiting) {
        return;
    }
    const PeerId peer = *order.waiting;
    order.waiting.reset();
    if (keeps_answers_) {
        peers_->cut(peer);
    } else {
        peers_->answer(peer, {.status = status, .body = std::move(body)});
    }
}

void DeltaSite::on_report(LpSlot, const LpReport& report) {
    const auto found = orders_.find(report.name);
    if (found == orders_.end()) {
        return;
    }
    Order& order = found->second;
    const InstrumentSlot slot = order.asked.instrument;
    const std::string symbol(quoted_of(slot).symbol.view());
    if (report.kind == LpReportKind::rejected) {
        const std::string code = report.reason == LpReason::closed ? "invalid_contract" : "risk_limits_breached";
        answer(order, 400, fmt::format(R"({{"success":false,"error":{{"code":"{}"}}}})", code));
        orders_.erase(found);
        return;
    }
    if (report.kind == LpReportKind::cancel_rejected || report.kind == LpReportKind::replace_rejected) {
        answer(order, 404, R"({"success":false,"error":{"code":"open_order_not_found"}})");
        return;
    }
    if (report.kind == LpReportKind::filled) {
        order.cumulative = report.cumulative;
        order.state = report.status == OrderStatus::filled ? "closed" : order.state;
        net_[slot] += order.asked.side == Side::buy ? report.lots.value() : -report.lots.value();
        const std::string size = contracts(report.lots, slot);
        fills_.push_back(fmt::format(
            R"({{"id":"fill-{}","size":{},"price":"{}","created_at":"{}","product_symbol":"{}","order_id":"{}"}})",
            fills_.size() + 1, size, format(report.price), microseconds(now_), symbol, order.id));
        tell_all(fmt::format(
            R"({{"type":"v2/user_trades","sy":"{}","f":"fill-{}","o":{},"s":{},"p":"{}","t":{},"se":{}}})", symbol,
            fills_.size(), order.id, size, format(report.price), microseconds(now_), ++fill_sequences_[slot]));
    } else if (report.kind == LpReportKind::cancelled) {
        order.state = "cancelled";
        order.reason = report.reason == LpReason::none ? "cancelled_by_user" : "order_size_exceed_available";
    } else if (report.kind == LpReportKind::replaced) {
        order.asked.lots = Lots(report.cumulative.value() + report.leaves.value());
    }
    answer(order, 200,
           fmt::format(R"({{"success":true,"result":{{"id":{},"product_symbol":"{}",{}}}}})", order.id, symbol,
                       members(order)));
    tell_all(fmt::format(R"({{"type":"orders","action":"update","order_id":{},"symbol":"{}",{}}})", order.id, symbol,
                         members(order)));
}

}  // namespace trireme::counterparts
