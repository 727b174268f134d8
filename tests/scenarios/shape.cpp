#include "scenarios/shape.hpp"

#include <algorithm>
#include <utility>

namespace trireme::scenarios {
namespace {

// `after.equity` names a path that ends in these two fields.
bool is_named(const FieldPath& path, std::string_view word) {
    const std::string name = name_of(path);
    return name == word || name.ends_with("." + std::string(word));
}

// The paths to all fields of records that the given paths lead to.
std::vector<FieldPath> one_deeper(const std::vector<FieldPath>& paths) {
    std::vector<FieldPath> deeper;
    for (const FieldPath& path : paths) {
        for (const ShapeField& field : path.back()->shape->fields) {
            deeper.push_back(path);
            deeper.back().push_back(&field);
        }
    }
    return deeper;
}

}  // namespace

std::string name_of(const FieldPath& path) {
    std::string name;
    for (const ShapeField* const field : path) {
        name.append(name.empty() ? "" : ".").append(field->name);
    }
    return name;
}

Result<FieldPath> find_field(const Shape& record, std::string_view word) {
    std::vector<FieldPath> paths;
    for (const ShapeField& field : record.fields) {
        paths.push_back({&field});
    }
    while (!paths.empty()) {
        const auto named = [&](const FieldPath& path) { return is_named(path, word); };
        const auto first = std::ranges::find_if(paths, named);
        if (first != paths.end()) {
            const auto second = std::find_if(std::next(first), paths.end(), named);
            if (second != paths.end()) {
                return fail(ErrorCode::invalid_input, "`{}` may be `{}` or `{}`", word, name_of(*first),
                            name_of(*second));
            }
            return *first;
        }
        paths = one_deeper(paths);
    }
    return FieldPath();
}

}  // namespace trireme::scenarios
