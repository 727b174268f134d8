#include "counterparts/oanda_site.hpp"

#include "venues/order_life.hpp"
#include "venues/units.hpp"

#include <fmt/format.h>

namespace trireme::counterparts {

using venues::OandaListing;
using venues::OandaQuoted;

namespace {

std::string_view reject_reason_of(LpReason reason) {
    switch (reason) {
        case LpReason::instrument: return "INSTRUMENT_UNKNOWN";
        case LpReason::closed: return "INSTRUMENT_NOT_TRADEABLE";
        case LpReason::terms: return "UNITS_INVALID";
        case LpReason::repeated: return "CLIENT_ORDER_ID_ALREADY_EXISTS";
        case LpReason::busy: return "PENDING_ORDERS_ALLOWED_EXCEEDED";
        case LpReason::not_found:
        case LpReason::finished: return "ORDER_DOESNT_EXIST";
        default: return "INTERNAL_SERVER_ERROR";
    }
}

std::string_view cancel_reason_of(const LpReport& report, const LpOrder& asked) {
    if (report.kind == LpReportKind::expired || (venues::is_immediate(asked) && report.reason == LpReason::price)) {
        return "TIME_IN_FORCE_EXPIRED";
    }
    return report.reason == LpReason::volume ? "INSUFFICIENT_LIQUIDITY"
           : report.reason == LpReason::none ? "CLIENT_REQUEST"
                                             : "MARKET_HALTED";
}

}  // namespace

Result<std::unique_ptr<OandaSite>> OandaSite::create(const OandaSiteTerms& terms, std::unique_ptr<LpAdapter> lp,
                                                     Timestamp now) {
    TRIREME_TRY_ASSIGN(OandaListing listing, OandaListing::create(terms.instruments));
    return std::unique_ptr<OandaSite>(new OandaSite(terms, std::move(listing), std::move(lp), now));
}

OandaSite::OandaSite(const OandaSiteTerms& terms, OandaListing listing, std::unique_ptr<LpAdapter> lp, Timestamp now)
    : terms_(terms), listing_(std::move(listing)), lp_(std::move(lp)), account_(terms.account, now) {}

void OandaSite::on_gone(PeerId peer) {
    std::erase(price_peers_, peer);
    std::erase(transaction_peers_, peer);
}

void OandaSite::on_time(Peers& peers, Timestamp now) {
    now_ = now;
    peers_ = &peers;
    lp_->poll(now, *this);
    if (now >= next_beat_) {
        next_beat_ = now.plus(terms_.heartbeat);
        beat();
    }
    peers_ = nullptr;
}

void OandaSite::beat() {
    const std::string time = format_timestamp(now_);
    for (const PeerId peer : price_peers_) {
        peers_->write(peer, fmt::format("{{\"type\":\"HEARTBEAT\",\"time\":\"{}\"}}\n", time));
    }
    for (const PeerId peer : transaction_peers_) {
        peers_->write(peer, fmt::format("{{\"type\":\"HEARTBEAT\",\"time\":\"{}\",\"lastTransactionID\":\"{}\"}}\n",
                                        time, account_.last().value()));
    }
}

void OandaSite::stream(const std::string& transaction) {
    for (const PeerId peer : transaction_peers_) {
        peers_->write(peer, transaction + "\n");
    }
}

void OandaSite::on_depth(const LpDepth& depth) {
    const OandaQuoted& instrument = listing_.find(depth.instrument)->quoted;
    const auto side = [&](const BookSide& levels) {
        std::string text;
        for (const BookLevel& level : levels) {
            const auto units = venues::units_of(level.lots, instrument.contract_size, scale_digits_of<venues::Units>);
            text += fmt::format(R"({}{{"price":"{}","liquidity":{}}})", text.empty() ? "" : ",", format(level.price),
                                static_cast<std::int64_t>(units ? units->value() / 100'000'000 : Int128{0}));
        }
        return text;
    };
    for (const PeerId peer : price_peers_) {
        const bool lies = peers_->faults().lies();
        peers_->write(peer, fmt::format("{{\"type\":\"PRICE\",\"instrument\":\"{}\",\"time\":\"{}\",\"status\":"
                                        "\"tradeable\",\"tradeable\":true,\"bids\":[{}],\"asks\":[{}]}}\n",
                                        instrument.name.view(), format_timestamp(now_),
                                        side(lies ? depth.asks : depth.bids), side(lies ? depth.bids : depth.asks)));
    }
}

void OandaSite::on_withdrawn(LpSlot, InstrumentSlot slot, Timestamp) {
    for (const PeerId peer : price_peers_) {
        peers_->write(peer, fmt::format("{{\"type\":\"PRICE\",\"instrument\":\"{}\",\"time\":\"{}\",\"status\":"
                                        "\"non-tradeable\",\"tradeable\":false,\"bids\":[],\"asks\":[]}}\n",
                                        listing_.find(slot)->quoted.name.view(), format_timestamp(now_)));
    }
}

void OandaSite::on_report(LpSlot, const LpReport& report) {
    const OandaAccount::Order* const order = account_.find(report.name);
    const auto waiting = orders_.find(report.name);
    if (waiting != orders_.end()) {
        tell_new_order(report, listing_.find(waiting->second.asked.instrument)->quoted);
    } else if (order != nullptr) {
        tell_change(report, listing_.find(order->asked.instrument)->quoted);
    }
}

void OandaSite::tell_new_order(const LpReport& report, const OandaQuoted& instrument) {
    const LpOrder asked = orders_.at(report.name).asked;
    if (report.kind == LpReportKind::accepted) {
        const std::string text = account_.created(asked, instrument, now_);
        stream(text);
        answer_about(orders_, report.name, 201, fmt::format(R"("orderCreateTransaction":{},)", text));
    } else if (report.kind == LpReportKind::rejected) {
        const std::string text = account_.rejected(asked, instrument, reject_reason_of(report.reason), now_);
        stream(text);
        answer_about(orders_, report.name, 400, fmt::format(R"("orderRejectTransaction":{},)", text));
    }
}

void OandaSite::tell_change(const LpReport& report, const OandaQuoted& instrument) {
    const LpOrder& asked = account_.find(report.name)->asked;
    switch (report.kind) {
        case LpReportKind::filled:
            stream(account_.filled(report, instrument, now_));
            if (report.leaves > Lots() && !venues::is_immediate(asked)) {
                stream(account_.issued_again(report.name, instrument, now_));
            }
            return;
        case LpReportKind::cancelled:
        case LpReportKind::expired: {
            const std::string text = account_.cancelled(report.name, cancel_reason_of(report, asked), now_);
            stream(text);
            answer_about(cancels_, report.name, 200, fmt::format(R"("orderCancelTransaction":{},)", text));
            return;
        }
        case LpReportKind::cancel_rejected: {
            const std::string text = account_.cancel_rejected(report.name, reject_reason_of(report.reason), now_);
            stream(text);
            answer_about(cancels_, report.name, 404, fmt::format(R"("orderCancelRejectTransaction":{},)", text));
            return;
        }
        case LpReportKind::replaced: {
            const auto texts =
                account_.replaced(report.name, report.leaves, replacements_.at(report.name).price, instrument, now_);
            stream(texts[0]);
            stream(texts[1]);
            answer_about(
                replacements_, report.name, 201,
                fmt::format(R"("orderCancelTransaction":{},"orderCreateTransaction":{},)", texts[0], texts[1]));
            return;
        }
        case LpReportKind::replace_rejected: {
            const std::string text = account_.replace_rejected(report.name, reject_reason_of(report.reason), now_);
            stream(text);
            answer_about(replacements_, report.name, 400, fmt::format(R"("orderRejectTransaction":{},)", text));
            return;
        }
        default: return;
    }
}

void OandaSite::answer_about(std::map<LpOrderName, Waiting>& waiting, const LpOrderName& name, unsigned status,
                             std::string_view members) {
    const auto found = waiting.find(name);
    if (found == waiting.end()) {
        return;
    }
    const PeerId peer = found->second.peer;
    waiting.erase(found);
    if (terms_.keeps_answers) {
        peers_->cut(peer);
        return;
    }
    peers_->answer(peer, {.status = status,
                          .body = fmt::format(R"({{{}"lastTransactionID":"{}"}})", members, account_.last().value())});
}

}  // namespace trireme::counterparts
