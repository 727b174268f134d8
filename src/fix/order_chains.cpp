#include "fix/order_chains.hpp"

#include "fix/tags.hpp"

#include <algorithm>

namespace trireme::fix {
namespace {

std::uint32_t number_in_chain(std::string_view client_order_id) {
    const std::size_t mark = client_order_id.rfind(chain_mark);
    if (mark == std::string_view::npos) {
        return 0;
    }
    const auto number = parse_fix_count(client_order_id.substr(mark + 1));
    return number && *number <= UINT32_MAX ? static_cast<std::uint32_t>(*number) : 0;
}

}  // namespace

std::optional<LpOrderName> name_of_chain(std::string_view client_order_id) {
    const auto name = LpOrderName::from_text(client_order_id.substr(0, client_order_id.rfind(chain_mark)));
    return name && !name->empty() ? name : std::nullopt;
}

OrderChains::Chain* OrderChains::find(const LpOrderName& name) {
    const auto found = chains_.find(name);
    return found == chains_.end() ? nullptr : &found->second;
}

std::string OrderChains::client_order_id(const LpOrderName& name, std::uint32_t number) {
    return number == 0 ? std::string(name.view()) : fmt::format("{}{}{}", name.view(), chain_mark, number);
}

void OrderChains::take_sent(const MessageView& message) {
    const std::string_view type = message.text(tag::message_type);
    const std::string_view id = message.text(tag::client_order_id);
    const auto name = name_of_chain(id);
    if (!name || (type != "D" && type != "F" && type != "G")) {
        return;
    }
    Chain& chain = chains_[*name];
    chain.last = std::max(chain.last, number_in_chain(id));
    chain.symbol = message.text(tag::symbol);
    chain.side = message.text(tag::side) == "1" ? Side::buy : Side::sell;
    if (type != "F") {
        chain.current = number_in_chain(id);
        chain.quantity = message.text(tag::order_quantity);
    }
}

void OrderChains::take_report(const LpOrderName& name, const MessageView& message) {
    const std::string_view type = message.text(tag::execution_type);
    const bool is_known = chains_.contains(name);
    if (!is_known && !message.find(tag::symbol)) {
        return;
    }
    Chain& chain = chains_[name];
    const std::uint32_t number = number_in_chain(message.text(tag::client_order_id));
    chain.last = std::max(chain.last, number);
    if (!is_known) {
        chain.symbol = message.text(tag::symbol);
        chain.side = message.text(tag::side) == "1" ? Side::buy : Side::sell;
        chain.quantity = message.text(tag::order_quantity);
    }
    if (const auto order = message.find(tag::order_id); order && *order != "NONE") {
        chain.lp_order_id = *order;
    }
    // A report of a pending change bears the change's id, which may yet be refused.
    if (type == "5" || type == "I" || type == "0" || !is_known) {
        chain.current = number;
    }
}

}  // namespace trireme::fix
