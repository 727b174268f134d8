#include "scenarios/explaining.hpp"

#include "base/in_quotes.hpp"
#include "codec/json.hpp"
#include "explain/explainer.hpp"
#include "scenarios/matching.hpp"
#include "scenarios/sentence.hpp"
#include "scenarios/take_word.hpp"

#include <algorithm>
#include <array>
#include <span>
#include <string_view>
#include <utility>

namespace trireme::scenarios {
namespace {

namespace json = boost::json;

bool take_word(Terms& terms, std::string_view word) {
    const bool is_there = !terms.empty() && terms.front().word == word;
    terms = terms.subspan(is_there ? 1 : 0);
    return is_there;
}

Result<explain::Question> read_reject(Terms& terms, const Names& names) {
    explain::AboutReject question;
    if (take_word(terms, "event")) {
        TRIREME_TRY_ASSIGN(question.sequence, take<EventSequence>(terms, names));
        return question;
    }
    TRIREME_TRY_ASSIGN(question.account, take<AccountId>(terms, names));
    TRIREME_TRY_ASSIGN(question.client_order_id, take<ClientOrderId>(terms, names));
    return question;
}

Result<explain::Question> read_margin(Terms& terms, const Names& names) {
    explain::AboutMargin question;
    TRIREME_TRY_ASSIGN(question.account, take<AccountId>(terms, names));
    if (take_word(terms, "until")) {
        TRIREME_TRY_ASSIGN(question.until, take<EventSequence>(terms, names));
    }
    return question;
}

Result<explain::Question> read_stop_out(Terms& terms, const Names& names) {
    explain::AboutStopOut question;
    TRIREME_TRY_ASSIGN(question.account, take<AccountId>(terms, names));
    if (take_word(terms, "position")) {
        TRIREME_TRY_ASSIGN(question.position, take<PositionId>(terms, names));
    }
    if (take_word(terms, "event")) {
        TRIREME_TRY_ASSIGN(question.sequence, take<EventSequence>(terms, names));
    }
    return question;
}

Result<explain::Question> read_question(Terms& terms, const Names& names) {
    if (take_word(terms, explain::AboutOrder::wire_name)) {
        TRIREME_TRY_ASSIGN(const auto order, take<OrderId>(terms, names));
        return explain::AboutOrder{order};
    }
    if (take_word(terms, explain::AboutRouting::wire_name)) {
        TRIREME_TRY_ASSIGN(const auto order, take<OrderId>(terms, names));
        return explain::AboutRouting{order};
    }
    if (take_word(terms, explain::AboutReject::wire_name)) {
        return read_reject(terms, names);
    }
    if (take_word(terms, explain::AboutMargin::wire_name)) {
        return read_margin(terms, names);
    }
    if (take_word(terms, explain::AboutStopOut::wire_name)) {
        return read_stop_out(terms, names);
    }
    return fail(ErrorCode::invalid_input, "{} cannot be explained", in_quotes(terms.empty() ? "" : terms.front().word));
}

// What can be said of an explanation. Of a part that it does not have only that it is `none`: a field of the same name
// in the answer to another question is not meant.
Shape shape_of_answer(const json::object& explanation) {
    static const Shape nothing;
    Shape shape = shape_of<explain::Explanation>();
    for (ShapeField& field : shape.fields) {
        field.shape = explanation.contains(field.name) ? field.shape : &nothing;
    }
    return shape;
}

}  // namespace

Result<void> check_explanation(const Phrase& phrase, const TestedEngine& tested, const Names& names) {
    Terms terms(phrase.terms);
    const bool is_absent = take_word(terms, "no");
    TRIREME_TRY_ASSIGN(const explain::Question question, read_question(terms, names));
    explain::Explainer explainer(question);
    for (const explain::LoggedEvent& logged : tested.log()) {
        explainer.on_event(logged);
    }
    const auto explanation = explainer.explain();
    if (is_absent && !explanation && terms.empty()) {
        return {};
    }
    if (is_absent) {
        return fail(ErrorCode::conflict, "it was told{}", terms.empty() ? "" : ", or there are words too many");
    }
    if (!explanation) {
        return fail(ErrorCode::conflict, "{}", explanation.error().message);
    }
    const json::value there = codec::to_json(*explanation);
    TRIREME_TRY_ASSIGN(const json::object said, read_pairs(shape_of_answer(there.get_object()), terms, names));
    if (const auto differs = difference(said, there)) {
        return fail(ErrorCode::conflict, "{}\n  there is  {}", *differs, codec::serialize_json(there));
    }
    return {};
}

}  // namespace trireme::scenarios
