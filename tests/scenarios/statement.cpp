#include "scenarios/statement.hpp"

#include "base/in_quotes.hpp"
#include "codec/json.hpp"
#include "model/events.hpp"
#include "scenarios/sentence.hpp"
#include "scenarios/vocabulary.hpp"

#include <algorithm>
#include <array>
#include <optional>
#include <utility>

namespace trireme::scenarios {
namespace {

namespace json = boost::json;

constexpr std::string_view generic_command_word = "do";
constexpr std::string_view generic_event_word = "event";
constexpr std::string_view like_word = "like";

// A statement with its short words replaced: a wire name, then pairs.
struct Statement {
    std::string wire_name;
    std::vector<Term> pairs;
};

Result<Statement> in_full(const Phrase& phrase, const Sayings& sayings, std::string_view generic_word) {
    std::vector<Term> rest(phrase.terms.rbegin(), phrase.terms.rend());
    const Term first = std::move(rest.back());
    rest.pop_back();
    if (first.word != generic_word) {
        const Saying* const saying = find_saying(sayings, first.word);
        if (saying == nullptr) {
            return fail(ErrorCode::invalid_input, "there is no word {}", in_quotes(first.word));
        }
        TRIREME_TRY(expand(*saying, rest));
    }
    if (rest.empty() || rest.back().is_bracket) {
        return fail(ErrorCode::invalid_input, "`{}` is followed by the name of a command or event", generic_word);
    }
    Statement statement{std::move(rest.back().word), {}};
    rest.pop_back();
    statement.pairs.assign(rest.rbegin(), rest.rend());
    return statement;
}

// A name that stands where one is given gets an id; a number is an id already.
void declare_name(const Phrase& phrase, Names& names) {
    const std::string& verb = phrase.terms.front().word;
    if (phrase.terms.size() < 2 || phrase.terms[1].word.empty() || parse_identifier(phrase.terms[1].word)) {
        return;
    }
    const std::string& name = phrase.terms[1].word;
    if (verb == "account") {
        names.accounts.declare(name);
    } else if (verb == "instrument") {
        names.instruments.declare(name);
    } else if (verb == "group") {
        names.groups.declare(name);
    }
}

// Takes `like EURUSD` out of the pairs.
Result<std::optional<std::string>> take_like(std::vector<Term>& pairs) {
    const auto like = std::ranges::find(pairs, like_word, &Term::word);
    if (like == pairs.end()) {
        return std::optional<std::string>();
    }
    if (std::next(like) == pairs.end()) {
        return fail(ErrorCode::invalid_input, "`like` is followed by what it is like");
    }
    std::optional<std::string> model = std::next(like)->word;
    pairs.erase(like, std::next(like, 2));
    return model;
}

// What is changed by naming only what changes.
struct Definable {
    std::string_view wire_name;
    std::string_view part;      // of the command, that is defined
    std::string_view id_field;  // of that part
    NameList Names::* names;
    const json::value* (Definitions::*find)(std::uint64_t) const;
};

constexpr std::array<Definable, 3> definables{{
    {DefineInstrument::wire_name, "instrument", "id", &Names::instruments, &Definitions::instrument},
    {DefineGroup::wire_name, "group", "id", &Names::groups, &Definitions::group},
    {ChangeAccount::wire_name, "terms", "account", &Names::accounts, &Definitions::account},
}};

// The definition that the command changes, or that of what it is like; null for what is new.
json::value definition_before(const Definable& definable, const json::object& said,
                              const std::optional<std::string>& like, const Names& names,
                              const Definitions& definitions) {
    std::uint64_t id = 0;
    if (like) {
        id = (names.*definable.names).find(*like).value_or(0);
    } else if (const auto* const part = said.if_contains(definable.part); part != nullptr && part->is_object()) {
        const json::value* const own = part->get_object().if_contains(definable.id_field);
        id = own != nullptr && own->is_uint64() ? own->get_uint64() : 0;
    }
    const json::value* const found = (definitions.*definable.find)(id);
    return found == nullptr ? json::value() : json::value(json::object{{definable.part, *found}});
}

// Money is in the account's currency where a step does not say it.
void add_currency(json::object& said, const Names& names) {
    json::value* const amount = said.if_contains("amount");
    const json::value* const account = said.if_contains("account");
    if (amount == nullptr || !amount->is_object() || account == nullptr || !account->is_uint64()) {
        return;
    }
    if (const auto currency = names.currencies.find(account->get_uint64()); currency != names.currencies.end()) {
        amount->get_object().emplace("currency", format(currency->second));
    }
}

Result<Command> command_from(std::string_view wire_name, json::value command) {
    command.get_object().insert_or_assign(codec::json_type_key, wire_name);
    return codec::from_json<Command>(command);
}

}  // namespace

Result<Command> read_command(const Step& step, Names& names, const Definitions& definitions) {
    if (!step.json.empty()) {
        return codec::parse_json<Command>(step.json);
    }
    declare_name(step.phrase, names);
    TRIREME_TRY_ASSIGN(Statement statement, in_full(step.phrase, command_sayings(), generic_command_word));
    const Shape* const shape = shape_of_alternative<Command>(statement.wire_name);
    if (shape == nullptr) {
        return fail(ErrorCode::invalid_input, "there is no command {}", in_quotes(statement.wire_name));
    }
    const auto* const definable = std::ranges::find(definables, statement.wire_name, &Definable::wire_name);
    std::optional<std::string> like;
    if (definable != definables.end()) {
        TRIREME_TRY_ASSIGN(like, take_like(statement.pairs));
    }
    TRIREME_TRY_ASSIGN(json::object said, read_pairs(*shape, statement.pairs, names));
    add_currency(said, names);
    const json::value before =
        definable == definables.end() ? json::value() : definition_before(*definable, said, like, names, definitions);
    return command_from(statement.wire_name, complete(*shape, &before, said));
}

Result<json::object> read_expectation(const Step& step, const Names& names) {
    if (!step.json.empty()) {
        TRIREME_TRY_ASSIGN(json::value parsed, codec::parse_json_document(step.json));
        return std::move(parsed.get_object());
    }
    TRIREME_TRY_ASSIGN(const Statement statement, in_full(step.phrase, event_sayings(), generic_event_word));
    const Shape* const shape = shape_of_alternative<Event>(statement.wire_name);
    if (shape == nullptr) {
        return fail(ErrorCode::invalid_input, "there is no event {}", in_quotes(statement.wire_name));
    }
    TRIREME_TRY_ASSIGN(const json::object said, read_pairs(*shape, statement.pairs, names));
    json::object expected{{codec::json_type_key, statement.wire_name}};
    for (const auto& [name, value] : said) {
        expected[name] = value;
    }
    return expected;
}

}  // namespace trireme::scenarios
