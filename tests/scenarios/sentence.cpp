#include "scenarios/sentence.hpp"

#include "base/in_quotes.hpp"
#include "scenarios/vocabulary.hpp"
#include "scenarios/word_value.hpp"

#include <algorithm>

namespace trireme::scenarios {
namespace {

namespace json = boost::json;

using Terms = std::span<const Term>;

Result<json::value> read_value(const Shape& shape, const Term& term, const Names& names);

// Sets a field that may lie in records which nothing was said about yet.
void set_at(json::object& object, const FieldPath& path, json::value value) {
    json::object* at = &object;
    for (const ShapeField* const field : std::span(path).first(path.size() - 1)) {
        json::value& inner = (*at)[field->name];
        at = inner.is_object() ? &inner.get_object() : &inner.emplace_object();
    }
    (*at)[path.back()->name] = std::move(value);
}

// Whether a word begins a pair, and is not a value whose field was left out.
Result<bool> begins_pair(const Shape& record, const Term& term) {
    if (term.is_bracket) {
        return false;
    }
    TRIREME_TRY_ASSIGN(const FieldPath path, find_field(record, term.word));
    return !path.empty() || find_saying(field_sayings(), term.word) != nullptr;
}

// `[buy 1.0 EURUSD limit 1.08]`: values in the order of the fields, then pairs.
Result<json::value> read_record(const Shape& record, Terms terms, const Names& names) {
    json::object values;
    for (const ShapeField& field : record.fields) {
        if (terms.empty()) {
            return values;
        }
        TRIREME_TRY_ASSIGN(const bool is_pair, begins_pair(record, terms.front()));
        if (is_pair) {
            break;
        }
        TRIREME_TRY_ASSIGN(values[field.name], read_value(*field.shape, terms.front(), names));
        terms = terms.subspan(1);
    }
    TRIREME_TRY_ASSIGN(const json::object pairs, read_pairs(record, terms, names));
    for (const auto& [name, value] : pairs) {
        values[name] = value;
    }
    return values;
}

Result<json::value> read_list(const Shape& item, const Term& term, const Names& names) {
    json::array items;
    for (const Phrase& phrase : term.items) {
        if (item.kind == ValueKind::record) {
            TRIREME_TRY_ASSIGN(json::value record, read_record(item, phrase.terms, names));
            items.push_back(std::move(record));
        } else if (phrase.terms.size() == 1) {
            TRIREME_TRY_ASSIGN(json::value value, read_value(item, phrase.terms.front(), names));
            items.push_back(std::move(value));
        } else {
            return fail(ErrorCode::invalid_input, "expected one word between commas, got {}", phrase.terms.size());
        }
    }
    return items;
}

Result<json::value> read_value(const Shape& shape, const Term& term, const Names& names) {
    if (!term.is_bracket) {
        return read_word(shape, term.word, names);
    }
    if (shape.kind == ValueKind::list) {
        return read_list(*shape.item, term, names);
    }
    if (shape.kind != ValueKind::record) {
        return fail(ErrorCode::invalid_input, "expected a single word, got brackets");
    }
    if (term.items.size() != 1) {
        return fail(ErrorCode::invalid_input, "expected one group of fields in brackets, got {}", term.items.size());
    }
    return read_record(shape, term.items.front().terms, names);
}

}  // namespace

Result<json::object> read_pairs(const Shape& record, std::span<const Term> terms, const Names& names) {
    json::object values;
    std::vector<Term> rest(terms.rbegin(), terms.rend());  // the next term is the last
    while (!rest.empty()) {
        const Term word = std::move(rest.back());
        rest.pop_back();
        if (word.is_bracket) {
            return fail(ErrorCode::invalid_input, "brackets stand where the name of a field should");
        }
        TRIREME_TRY_ASSIGN(const FieldPath path, find_field(record, word.word));
        if (path.empty()) {
            const Saying* const saying = find_saying(field_sayings(), word.word);
            if (saying == nullptr) {
                return fail(ErrorCode::invalid_input, "there is no field {}", in_quotes(word.word));
            }
            TRIREME_TRY(expand(*saying, rest));
            continue;
        }
        if (rest.empty()) {
            return fail(ErrorCode::invalid_input, "{} has no value", in_quotes(word.word));
        }
        auto value = read_value(*path.back()->shape, rest.back(), names);
        if (!value) {
            return fail_with_context(std::move(value), name_of(path));
        }
        set_at(values, path, *std::move(value));
        rest.pop_back();
    }
    return values;
}

json::value complete(const Shape& shape, const json::value* base, const json::value& said) {
    if (shape.kind == ValueKind::list && said.is_array()) {
        json::array items;
        for (const json::value& item : said.get_array()) {
            items.push_back(complete(*shape.item, nullptr, item));
        }
        return items;
    }
    if (shape.kind != ValueKind::record || !said.is_object()) {
        return said;
    }
    json::object whole = base != nullptr && base->is_object() ? base->get_object() : shape.defaults.get_object();
    for (const ShapeField& field : shape.fields) {
        const json::value* const value = said.get_object().if_contains(field.name);
        if (value == nullptr) {
            continue;
        }
        if (value->is_null()) {
            whole.erase(field.name);
        } else {
            whole[field.name] = complete(*field.shape, whole.if_contains(field.name), *value);
        }
    }
    return whole;
}

}  // namespace trireme::scenarios
