# The target `trireme_verify_headers` compiles headers by themselves, with the module's include root and without
# precompiled headers: a header that leans on what its includers happened to include fails. Those with a source of the
# same name are the first that it includes, and so are checked where clang builds it, which has no precompiled headers:
# in the modules that have fuzzers.

include_guard(GLOBAL)

add_custom_target(trireme_verify_headers)

set(_trireme_modules_with_fuzzers base model ports codec journal counter engine explain runtime marketdata venues)

# Each header gets a source of one line, so that ccache knows it again and ninja compiles only what changed.
function(trireme_verify_headers module root)
    file(GLOB_RECURSE headers CONFIGURE_DEPENDS RELATIVE "${CMAKE_CURRENT_SOURCE_DIR}" "*.hpp")
    if(NOT headers)
        return()
    endif()
    set(sources "")
    foreach(header IN LISTS headers)
        # A header of the tests may include what only the tests declare.
        if(header MATCHES "^tests/")
            continue()
        endif()
        string(REPLACE ".hpp" ".cpp" source "${header}")
        if(module IN_LIST _trireme_modules_with_fuzzers AND EXISTS "${CMAKE_CURRENT_SOURCE_DIR}/${source}")
            continue()
        endif()
        set(source "${CMAKE_BINARY_DIR}/header_checks/${module}/${source}")
        file(CONFIGURE OUTPUT "${source}" CONTENT "#include \"${module}/${header}\"\n")
        list(APPEND sources "${source}")
    endforeach()
    if(NOT sources)
        return()
    endif()
    set(target trireme_${module}_headers)
    add_library(${target} OBJECT EXCLUDE_FROM_ALL ${sources})
    target_link_libraries(${target} PRIVATE trireme_${module} ${ARGN} trireme_flags)
    target_compile_options(${target} PRIVATE -O0 -g0)
    _trireme_use_include_root(${target} "${root}")
    add_dependencies(trireme_verify_headers ${target})
endfunction()
