# Test areas: what `./test AREA` accepts. An area is a label of CTest tests, and a target that builds what they need.

include_guard(GLOBAL)

# Where memory is handled by hand, from the bottom up to the runtime, every submission is tested with sanitizers.
set(_trireme_sanitized_areas base model ports codec journal counter engine runtime marketdata venues scenarios)
add_custom_target(trireme_sanitized_areas)

# Declares an area, or adds to one, with the targets that its tests run. Tests registered with add_test() get the area's
# name as label; those that take hours get the label `deep` too, and run only where `deep` is asked for.
#
#   trireme_test_area(simulation trireme_simulate)
function(trireme_test_area area)
    if(NOT TARGET trireme_area_${area})
        add_custom_target(trireme_area_${area})
        set_property(GLOBAL APPEND PROPERTY TRIREME_TEST_AREAS ${area})
        if(area IN_LIST _trireme_sanitized_areas)
            add_dependencies(trireme_sanitized_areas trireme_area_${area})
            set_property(GLOBAL APPEND PROPERTY TRIREME_TEST_AREAS_SANITIZED ${area})
        endif()
    endif()
    if(ARGN)
        add_dependencies(trireme_area_${area} ${ARGN})
    endif()
endfunction()

# Leaves what the scripts need to know in the build folder, one name per line.
function(trireme_write_lists)
    _trireme_write_list(areas.txt TRIREME_TEST_AREAS)
    _trireme_write_list(sanitized_areas.txt TRIREME_TEST_AREAS_SANITIZED)
    _trireme_write_list(benchmarks.txt TRIREME_BENCHMARKS)
    _trireme_write_list(fuzzers.txt TRIREME_FUZZERS_DEFINED)
endfunction()

function(_trireme_write_list file property)
    get_property(names GLOBAL PROPERTY ${property})
    set(content "")
    foreach(name IN LISTS names)
        string(APPEND content "${name}\n")
    endforeach()
    file(CONFIGURE OUTPUT "${CMAKE_BINARY_DIR}/${file}" CONTENT "${content}" @ONLY)
endfunction()
