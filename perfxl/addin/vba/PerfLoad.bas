Option Explicit
' What happens when the add-in is loaded and when a workbook is opened.

Private Const TEXTS As String = "perfxl.text"
Private mRegistered As Boolean

' The Chinese texts, and the description of every function, stand on a sheet of the add-in.
Public Function PerfText(ByVal key As String) As String
    Dim row As Long
    row = 1
    Do While ThisWorkbook.Worksheets(TEXTS).Cells(row, 1).Value <> ""
        If ThisWorkbook.Worksheets(TEXTS).Cells(row, 1).Value = key Then
            PerfText = ThisWorkbook.Worksheets(TEXTS).Cells(row, 2).Value
            Exit Function
        End If
        row = row + 1
    Loop
End Function

' Tell the function wizard category, description and arguments. Excel refuses this as long
' as no workbook is open, so it is tried again with the next one.
Public Sub PerfRegister()
    Dim sheet As Object, arguments() As Variant, row As Long, column As Long
    If mRegistered Then Exit Sub
    On Error GoTo Later
    Set sheet = ThisWorkbook.Worksheets(TEXTS)
    row = 1
    Do While sheet.Cells(row, 1).Value <> ""
        If Left$(sheet.Cells(row, 1).Value, 5) = "PERF_" Then
            column = 4
            Do While sheet.Cells(row, column).Value <> ""
                ReDim Preserve arguments(column - 4)
                arguments(column - 4) = sheet.Cells(row, column).Value
                column = column + 1
            Loop
            Application.MacroOptions _
                Macro:="'" & ThisWorkbook.Name & "'!" & sheet.Cells(row, 1).Value, _
                Description:=sheet.Cells(row, 2).Value, Category:=sheet.Cells(row, 3).Value, _
                ArgumentDescriptions:=arguments
        End If
        row = row + 1
    Loop
    mRegistered = True
    ThisWorkbook.Saved = True
Later:
End Sub

' A workbook that was saved where the add-in was missing or lay in another folder keeps
' #NAME? or a foreign path through every recalculation: point its links at this add-in and
' let Excel read every formula with our functions again.
Public Sub PerfHeal(ByVal book As Workbook)
    Dim links As Variant, index As Long, sheet As Worksheet, wasSaved As Boolean
    If book.IsAddin Then Exit Sub
    wasSaved = book.Saved
    On Error Resume Next
    links = book.LinkSources(1)
    If Not IsEmpty(links) Then
        For index = LBound(links) To UBound(links)
            If PerfIsForeign(links(index)) Then book.ChangeLink links(index), ThisWorkbook.FullName, 1
        Next index
    End If
    For Each sheet In book.Worksheets
        If Not sheet.ProtectContents Then PerfReenterSheet sheet
    Next sheet
    book.Saved = wasSaved
End Sub

' An add-in of our name in another place.
Public Function PerfIsForeign(ByVal link As String) As Boolean
    Dim path As String
    path = LCase$(Replace(link, "/", "\"))
    PerfIsForeign = Mid$(path, InStrRev(path, "\") + 1) = LCase$(ThisWorkbook.Name) _
        And path <> LCase$(ThisWorkbook.FullName)
End Function

Private Sub PerfReenterSheet(ByVal sheet As Object)
    Dim used As Object, formulas As Variant, row As Long, column As Long
    Set used = sheet.UsedRange
    If CDbl(used.Rows.Count) * used.Columns.Count > PERF_LARGEST Then Exit Sub
    formulas = used.Formula
    If Not IsArray(formulas) Then
        If InStr(1, formulas, "PERF_", vbTextCompare) > 0 Then PerfReenter used
        Exit Sub
    End If
    For row = LBound(formulas, 1) To UBound(formulas, 1)
        For column = LBound(formulas, 2) To UBound(formulas, 2)
            If InStr(1, formulas(row, column), "PERF_", vbTextCompare) > 0 Then
                PerfReenter used.Cells(row - LBound(formulas, 1) + 1, _
                                       column - LBound(formulas, 2) + 1)
            End If
        Next column
    Next row
End Sub

' Formula2 keeps the formulas that fill several cells; older Excel knows only Formula.
Public Sub PerfReenter(ByVal cell As Object)
    If Not cell.HasFormula Then Exit Sub
    If cell.HasArray Then
        If cell.Address = cell.CurrentArray.Cells(1, 1).Address Then
            cell.CurrentArray.FormulaArray = cell.FormulaArray
        End If
        Exit Sub
    End If
    On Error GoTo Older
    cell.Formula2 = cell.Formula2
    Exit Sub
Older:
    cell.Formula = cell.Formula
End Sub
